-- Counts one more in a bucket, if there is room for it. Does what Limit.debit of the domain does, and its test compares
-- the two.
--
-- KEYS[1]    the bucket, "bucket SECONDS NANOS": the instant at which it will be full again; none: it is full
-- ARGV[1,2]  now: seconds, and nanoseconds within the second
-- ARGV[3]    window: how long an empty bucket takes to fill
-- ARGV[4]    interval: how long one takes to flow in
-- ARGV[5]    apart: what is counted further ahead than this was counted before the clock was set back
-- ARGV[6]    slack: how much longer than needed the bucket is kept, in milliseconds
-- returns    {1, SECONDS, NANOS} if it was counted: when the bucket is full again
--            {0, NANOS} if it was not: until it may be tried again. Nothing was written.
--
-- Durations are nanoseconds. A number is a double here, exact up to 2^53: nanoseconds of 104 days, so a duration fits and
-- an instant does not, which is why that is two numbers.

local now_s, now_n = tonumber(ARGV[1]), tonumber(ARGV[2])
local window, interval, apart, slack = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])

local missing = 0
local s, n = string.match(redis.call('GET', KEYS[1]) or '', '^bucket (%-?%d+) (%d+)$')
if s then
  missing = (tonumber(s) - now_s) * 1e9 + (tonumber(n) - now_n)
  if missing < 0 or missing > window + apart then
    missing = 0
  elseif missing > window then
    missing = window
  end
end
missing = missing + interval
if missing > window then
  return {0, missing - window}
end
local sum = now_n + missing
local full_s, full_n = now_s + math.floor(sum / 1e9), sum % 1e9
redis.call('SET', KEYS[1], string.format('bucket %.0f %.0f', full_s, full_n), 'PX', math.ceil(missing / 1e6) + slack)
return {1, full_s, full_n}
