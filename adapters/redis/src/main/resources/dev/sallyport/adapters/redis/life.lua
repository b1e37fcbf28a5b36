-- Which life of a master this is, as a text; nil for a replica. A server makes the id when it starts, and another one
-- when it is promoted: so a copy that came here by replication, from a snapshot or a log was made in another life.
local function life()
  local info = redis.call('INFO', 'replication')
  return string.match(info, 'role:(%a+)') == 'master' and string.match(info, 'master_replid:(%x+)') or nil
end

