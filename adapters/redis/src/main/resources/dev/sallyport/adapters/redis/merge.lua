-- Adds the entries in ARGV from `first` on, three each: session, least generation, until (milliseconds). A session keeps
-- the greater least generation and the later end of both. Returns how many they were.
local function merge(key, first)
  local count = 0
  for i = first, #ARGV, 3 do
    local least, till = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
    local seen_least, seen_till = string.match(redis.call('HGET', key, ARGV[i]) or '', '^(%d+):(%-?%d+)$')
    if seen_least then
      least, till = math.max(least, tonumber(seen_least)), math.max(till, tonumber(seen_till))
    end
    redis.call('HSET', key, ARGV[i], string.format('%.0f:%.0f', least, till))
    count = count + 1
  end
  return count
end

