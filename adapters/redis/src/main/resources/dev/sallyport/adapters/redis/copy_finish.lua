-- Says that a copy is finished, and makes it valid for what is left of a round.
--
-- KEYS[1]  the copy, see copy_look.lua
-- KEYS[2]  valid: the id of the copy that is
-- KEYS[3]  the round
-- ARGV[1]  the id of the copy
-- ARGV[2]  the number up to which it has every revocation
-- ARGV[3]  how long a round lasts, in milliseconds: one that has longer left was opened before the clock was set back
-- returns  1; 0 if it is not there, was begun in another life, or the round is over

local left = redis.call('PTTL', KEYS[3])
local copy = redis.call('HMGET', KEYS[1], 'copy', 'life')
if left <= 0 or left > tonumber(ARGV[3]) or copy[1] ~= ARGV[1] or copy[2] ~= life() then
  return 0
end
redis.call('HSET', KEYS[1], 'number', ARGV[2], 'ready', '1')
redis.call('SET', KEYS[2], ARGV[1], 'PX', left)
return 1
