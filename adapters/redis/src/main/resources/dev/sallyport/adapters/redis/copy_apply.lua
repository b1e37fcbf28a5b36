-- Brings a finished copy from one number to another. The number is raised last: whatever stops this script before, it
-- does not promise what is not there.
--
-- KEYS[1]   the copy, see copy_look.lua
-- ARGV[1]   its id
-- ARGV[2]   from: the entries are all those above this number
-- ARGV[3]   to: up to this number; the same as from if more are to follow
-- ARGV[4]   past: what ended before this may be forgotten, in milliseconds
-- ARGV[5..] the entries, see merge.lua
-- returns   the number of the copy then; nil if nothing was done: it is not there, not finished, was begun in another
--           life, or is not that far

local copy = redis.call('HMGET', KEYS[1], 'copy', 'life', 'ready', 'number', 'cursor')
if copy[1] ~= ARGV[1] or copy[3] ~= '1' or copy[2] ~= life() or tonumber(copy[4]) < tonumber(ARGV[2]) then
  return nil
end
local count = merge(KEYS[1], 5)

-- A few steps round the hash, more than are added: so it holds about what is in force.
local past = tonumber(ARGV[4])
local scanned = redis.call('HSCAN', KEYS[1], copy[5], 'COUNT', 16 + 2 * count)
for i = 1, #scanned[2], 2 do
  local till = string.match(scanned[2][i + 1], '^%d+:(%-?%d+)$')
  if till and tonumber(till) < past then
    redis.call('HDEL', KEYS[1], scanned[2][i])
  end
end

local number = math.max(tonumber(copy[4]), tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], 'cursor', scanned[1], 'number', string.format('%.0f', number))
return number
