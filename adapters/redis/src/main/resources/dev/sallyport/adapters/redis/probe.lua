-- Finds out whether this Redis takes writes: one that is a replica, full, still loading or without rights does not.
--
-- KEYS[1]  a key that nobody reads, in the slot of the one with which something went wrong
-- ARGV[1]  how long it lasts, in milliseconds
-- returns  1

redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
return 1
