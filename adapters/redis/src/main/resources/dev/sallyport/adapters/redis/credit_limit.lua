-- Takes one debit of a bucket back. Does what Limit.credit of the domain does, and its test compares the two.
--
-- KEYS[1]    the bucket, "bucket SECONDS NANOS": the instant at which it will be full again; none: it is full
-- ARGV[1,2]  now: seconds, and nanoseconds within the second
-- ARGV[3]    window: how long an empty bucket takes to fill
-- ARGV[4]    interval: how long one takes to flow in
-- ARGV[5]    apart: what is counted further ahead than this was counted before the clock was set back
-- ARGV[6]    slack: how much longer than needed the bucket is kept, in milliseconds
-- returns    nothing
--
-- Durations are nanoseconds; see debit_limit.lua.

local now_s, now_n = tonumber(ARGV[1]), tonumber(ARGV[2])
local window, interval, apart, slack = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])

local s, n = string.match(redis.call('GET', KEYS[1]) or '', '^bucket (%-?%d+) (%d+)$')
if not s then
  return
end
local rest = tonumber(n) - interval
local full_s, full_n = tonumber(s) + math.floor(rest / 1e9), rest % 1e9
if full_s < now_s or (full_s == now_s and full_n <= now_n) then
  redis.call('DEL', KEYS[1])
  return
end
local missing = (full_s - now_s) * 1e9 + (full_n - now_n)
local kept = math.ceil(math.min(missing, window + apart) / 1e6) + slack
redis.call('SET', KEYS[1], string.format('bucket %.0f %.0f', full_s, full_n), 'PX', kept)
