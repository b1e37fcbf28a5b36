-- The id of the copy that is valid; nil for none. Redis lets it expire by its clock on the wall: what has longer left than
-- was ever given was given before that clock was set back, and ought to be gone.
local function valid(key, longest)
  local left = redis.call('PTTL', key)
  return left > 0 and left <= tonumber(longest) and redis.call('GET', key) or nil
end

