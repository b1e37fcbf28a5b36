-- What is there of the copy; with a third key, after beginning a round.
--
-- KEYS[1]  the copy, see copy_look.lua
-- KEYS[2]  valid: the id of the copy that is
-- KEYS[3]  a round, if one is to begin
-- ARGV[1]  how long a round lasts, and so the longest validity, in milliseconds
-- returns  {COPY, EPOCH, NUMBER, WHOLE, VALID}: texts, "" for none, and twice 1 or 0; whole is what is finished and was
--          begun in this life of this server

if KEYS[3] then
  redis.call('SET', KEYS[3], '1', 'PX', ARGV[1])
end
local copy = redis.call('HMGET', KEYS[1], 'copy', 'epoch', 'number', 'life', 'ready')
local whole = copy[5] == '1' and copy[4] == life()
local is_valid = copy[1] and valid(KEYS[2], ARGV[1]) == copy[1]
return {copy[1] or '', copy[2] or '', copy[3] or '0', whole and 1 or 0, is_valid and 1 or 0}
