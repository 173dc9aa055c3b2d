/**
 * What Redis does in one step: the rules that must hold although several instances write at once.
 *
 * `state` is a hash: the epoch, the number of the last mark (`seq`), and for every tag the number of the mark that cleared it
 * last. `log` is a stream of the marks themselves, each under its number. The epoch stands beside the tags, so that whoever evicts or
 * empties the one takes the other too, and a loss is seen.
 */

/** Opens the log, or says how what is there relates to what the caller remembers of it. */
export const join = `
local state, log = KEYS[1], KEYS[2]
local fresh, epoch, position, nonce = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local function begin(seq)
  redis.call('DEL', state, log)
  redis.call('HSET', state, 'epoch', fresh, 'seq', seq)
  redis.call('XADD', log, seq .. '-0', 'nonce', fresh, 'entry', '{"epoch":"' .. fresh .. '"}')
end
local current = redis.call('HGET', state, 'epoch')
if not current then
  begin(position + 1)
  return {'lost', fresh, position + 1, fresh}
end
local seq = tonumber(redis.call('HGET', state, 'seq'))
local last = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1]
local lastNonce = last and last[2][2] or ''
if epoch == '' then return {'new', current, seq, lastNonce} end
if epoch ~= current then
  -- Everything of this epoch is news to the caller.
  local first = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
  if not first then return {'changed', current, seq, ''} end
  return {'changed', current, tonumber(string.match(first[1], '^%d+')), first[2][2]}
end
local mine = redis.call('XRANGE', log, position .. '-0', position .. '-0')[1]
if position > seq or (mine and mine[2][2] ~= nonce) then
  begin(math.max(seq, position) + 1)
  return {'lost', fresh, math.max(seq, position) + 1, fresh}
end
if not mine then return {'gap', current, seq, lastNonce} end
return {'same', current, position, nonce}
`

/**
 * Notes a mark, once, however often it is sent. The log keeps the last `most` marks, and fewer where these take more than `bytes`: with two
 * hundred addresses a mark has ten thousand bytes, and a few name more. To look at all of them takes a moment, so each fiftieth does.
 */
export const publish = `
local state, log, once = KEYS[1], KEYS[2], KEYS[3]
local epoch, nonce, entry, most, bytes = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
if redis.call('HGET', state, 'epoch') ~= epoch then return {'lost', 0} end
local known = redis.call('GET', once)
if known then return {'known', tonumber(known)} end
local seq = redis.call('HINCRBY', state, 'seq', 1)
redis.call('XADD', log, 'MAXLEN', '~', most, seq .. '-0', 'nonce', nonce, 'entry', entry)
for i = 6, #ARGV do redis.call('HSET', state, 'tag:' .. ARGV[i], seq) end
redis.call('SET', once, seq, 'EX', 86400)
local length = seq % 50 == 0 and redis.call('XLEN', log) or 0
while length > 1 do
  local used = redis.pcall('MEMORY', 'USAGE', log, 'SAMPLES', 0)
  if type(used) ~= 'number' or used <= bytes then break end
  length = math.floor(length * 0.99)
  redis.call('XTRIM', log, 'MAXLEN', length)
end
return {'noted', seq}
`

const newestMark = `
local function newestMark(state, tags)
  local newest = 0
  for _, tag in ipairs(tags) do
    local seq = tonumber(redis.call('HGET', state, 'tag:' .. tag) or 0)
    if seq > newest then newest = seq end
  end
  return newest
end
`

/** Keeps a page, unless a mark that its maker had not heard of concerns it, or a newer one is there. */
export const writePage = `${newestMark}
local state, page = KEYS[1], KEYS[2]
local epoch, position, tags, body, seconds = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
if redis.call('HGET', state, 'epoch') ~= epoch then return {'lost', 0} end
local newest = newestMark(state, cjson.decode(tags))
if newest > position then return {'late', newest} end
local kept = redis.call('HMGET', page, 'epoch', 'position')
if kept[1] == epoch and tonumber(kept[2]) > position then return {'older', 0} end
redis.call('HSET', page, 'epoch', epoch, 'position', position, 'tags', tags, 'body', body)
redis.call('EXPIRE', page, seconds)
return {'kept', 0}
`

/** Gives a page, and whether any mark is newer than it. */
export const readPage = `${newestMark}
local state, page = KEYS[1], KEYS[2]
local kept = redis.call('HMGET', page, 'epoch', 'position', 'tags', 'body')
if not kept[4] then return {'nothing'} end
local current = redis.call('HGET', state, 'epoch')
if current ~= ARGV[1] then return {'lost'} end
if kept[1] ~= current then return {'stale', kept[4]} end
if newestMark(state, cjson.decode(kept[3])) > tonumber(kept[2]) then return {'stale', kept[4]} end
return {'fresh', kept[4]}
`

/** Says that an instance is there and how far it is; answers with all that are. By the clock of Redis, the only one that they share. */
export const meet = `
local state, instances = KEYS[1], KEYS[2]
local id, about, silence = ARGV[1], ARGV[2], tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if about ~= '' then redis.call('HSET', instances, id, now .. ' ' .. about) else redis.call('HDEL', instances, id) end
local answer = {redis.call('HGET', state, 'epoch') or ''}
local all = redis.call('HGETALL', instances)
for i = 1, #all, 2 do
  local at = tonumber(string.match(all[i + 1], '^%d+'))
  if now - at > silence then redis.call('HDEL', instances, all[i])
  else
    answer[#answer + 1] = all[i]
    answer[#answer + 1] = string.match(all[i + 1], '^%d+ (.*)$')
  end
end
return answer
`
