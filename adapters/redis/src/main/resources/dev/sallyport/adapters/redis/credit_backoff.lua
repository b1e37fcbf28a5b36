-- Takes one failure back. Does what Backoff.credit of the domain does, and its test compares the two.
--
-- KEYS[1]    the failures, "failures COUNT SECONDS NANOS": how many, and when the last was counted; none: none
-- ARGV[1]    free: how many cost nothing
-- ARGV[2]    first: the delay after the last free one
-- ARGV[3]    longest: the bound of the delay
-- ARGV[4]    memory: how long after the last one all are forgotten
-- ARGV[5]    doublings: the delay doubles at most so often
-- ARGV[6]    slack: how much longer than needed the failures are kept, in milliseconds
-- returns    nothing
--
-- Durations are nanoseconds; see debit_limit.lua.

local free, first, longest, memory = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local doublings, slack = tonumber(ARGV[5]), tonumber(ARGV[6])

local c, s, n = string.match(redis.call('GET', KEYS[1]) or '', '^failures (%d+) (%-?%d+) (%d+)$')
if not c then
  return
end
local count = tonumber(c) - 1
if count == 0 then
  redis.call('DEL', KEYS[1])
  return
end
local delay = 0
if count >= free then
  delay = math.min(first * 2 ^ math.min(count - free, doublings), longest)
end
local rest = tonumber(n) - delay
redis.call(
  'SET', KEYS[1], string.format('failures %.0f %.0f %.0f', count, tonumber(s) + math.floor(rest / 1e9), rest % 1e9),
  'PX', math.ceil(memory / 1e6) + slack)
