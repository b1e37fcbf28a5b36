-- What the copy says of a session.
--
-- KEYS[1]  the copy, a hash: copy (its id), epoch, number, life (the one of the server in which it was begun), ready (1
--          once it is finished), cursor (where pruning goes on), and a field a session, "LEAST:UNTIL"
-- KEYS[2]  valid: the id of the copy that is; it expires
-- ARGV[1]  the id of the copy that the database names
-- ARGV[2]  the session
-- ARGV[3]  the longest validity, in milliseconds
-- returns  "LEAST:UNTIL", or "" if nothing is revoked
--          nil if the copy may not be believed: it is not valid, not there, not finished, or was begun in another life

if valid(KEYS[2], ARGV[3]) ~= ARGV[1] then
  return nil
end
local copy = redis.call('HMGET', KEYS[1], 'copy', 'life', 'ready', ARGV[2])
if copy[1] ~= ARGV[1] or copy[3] ~= '1' or copy[2] ~= life() then
  return nil
end
return copy[4] or ''
