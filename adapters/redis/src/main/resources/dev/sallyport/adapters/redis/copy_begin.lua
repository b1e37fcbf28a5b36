-- Makes an empty copy in place of whatever is there. The same one is begun once: if the client sends this twice, the second
-- must not take away what was added in between.
--
-- KEYS[1]  the copy, see copy_look.lua
-- KEYS[2]  valid: the id of the copy that is
-- ARGV[1]  the id of the new one
-- ARGV[2]  its epoch
-- returns  1; 0 if this is a replica

local now = life()
if not now then
  return 0
end
local copy = redis.call('HMGET', KEYS[1], 'copy', 'life')
if copy[1] == ARGV[1] and copy[2] == now then
  return 1
end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'copy', ARGV[1], 'epoch', ARGV[2], 'number', '0', 'life', now, 'ready', '0', 'cursor', '0')
return 1
