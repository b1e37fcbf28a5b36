-- Adds entries to a copy that is being built.
--
-- KEYS[1]   the copy, see copy_look.lua
-- ARGV[1]   its id
-- ARGV[2..] the entries, see merge.lua
-- returns   1; 0 if it is not there

if redis.call('HGET', KEYS[1], 'copy') ~= ARGV[1] then
  return 0
end
merge(KEYS[1], 2)
return 1
