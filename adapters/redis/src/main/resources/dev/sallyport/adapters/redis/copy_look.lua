-- What the copy says of a session.
--
-- KEYS[1]  the copy, a hash: copy (its id), epoch, number, life (the one of the server in which it was begun), ready (1
--          once it is finished), cursor (where pruning goes on), and a field a session, "LEAST:UNTIL"
-- KEYS[2]  valid: the id of the copy that is; it expires
-- ARGV[1]  the session
-- returns  "LEAST:UNTIL", or "" if nothing is revoked
--          nil if the copy may not be believed: it is not valid, not finished, or was begun in another life

local valid = redis.call('GET', KEYS[2])
if not valid then
  return nil
end
local copy = redis.call('HMGET', KEYS[1], 'copy', 'life', 'ready', ARGV[1])
if copy[1] ~= valid or copy[3] ~= '1' or copy[2] ~= life() then
  return nil
end
return copy[4] or ''
