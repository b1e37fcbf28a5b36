-- Counts one more failure, unless the delay after the last one is still running. Does what Backoff.debit of the domain
-- does, and its test compares the two.
--
-- KEYS[1]    the failures, "failures COUNT SECONDS NANOS": how many, and when the last was counted; none: none
-- ARGV[1,2]  now: seconds, and nanoseconds within the second
-- ARGV[3]    free: how many cost nothing
-- ARGV[4]    first: the delay after the last free one
-- ARGV[5]    longest: the bound of the delay
-- ARGV[6]    memory: how long after the last one all are forgotten
-- ARGV[7]    doublings: the delay doubles at most so often
-- ARGV[8]    apart: what is counted further ahead than this was counted before the clock was set back
-- ARGV[9]    slack: how much longer than needed the failures are kept, in milliseconds
-- returns    {1, COUNT, SECONDS, NANOS} if it was counted: what is counted now
--            {0, NANOS} if it was not: until it may be tried again. Nothing was written.
--
-- Durations are nanoseconds; see debit_limit.lua.

local now_s, now_n = tonumber(ARGV[1]), tonumber(ARGV[2])
local free, first, longest, memory = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local doublings, apart, slack = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

local function delay_after(count)
  if count < free then
    return 0
  end
  return math.min(first * 2 ^ math.min(count - free, doublings), longest)
end

local count = 0
local c, s, n = string.match(redis.call('GET', KEYS[1]) or '', '^failures (%d+) (%-?%d+) (%d+)$')
if c then
  local since = (now_s - tonumber(s)) * 1e9 + (now_n - tonumber(n))
  if since < memory and since + apart >= 0 then
    count = tonumber(c)
    local left = delay_after(count) - math.max(since, 0)
    if left > 0 then
      return {0, left}
    end
  end
end
count = math.min(count + 1, free + doublings)
redis.call(
  'SET', KEYS[1], string.format('failures %.0f %.0f %.0f', count, now_s, now_n),
  'PX', math.ceil(memory / 1e6) + slack)
return {1, count, now_s, now_n}
