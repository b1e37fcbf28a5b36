-- Makes a copy valid for what is left of a round, unless it is valid for longer already. One that is not valid any more
-- stays so.
--
-- KEYS[1]  the copy, see copy_look.lua
-- KEYS[2]  valid: the id of the copy that is
-- KEYS[3]  the round
-- ARGV[1]  the id of the copy
-- ARGV[2]  the number that the database had within the round
-- ARGV[3]  how long a round lasts, in milliseconds: one that has longer left was opened before the clock was set back
-- returns  1; 0 if the copy is not valid, not finished, was begun in another life or is not that far, or the round is over

local left = redis.call('PTTL', KEYS[3])
local copy = redis.call('HMGET', KEYS[1], 'copy', 'life', 'ready', 'number')
if left <= 0
  or left > tonumber(ARGV[3])
  or valid(KEYS[2], ARGV[3]) ~= ARGV[1]
  or copy[1] ~= ARGV[1]
  or copy[3] ~= '1'
  or copy[2] ~= life()
  or tonumber(copy[4]) < tonumber(ARGV[2])
then
  return 0
end
if left > redis.call('PTTL', KEYS[2]) then
  redis.call('SET', KEYS[2], ARGV[1], 'PX', left)
end
return 1
