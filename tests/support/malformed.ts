/** Requests that no client of good will would make: random ones, near the shapes that the lake knows, and each repeatable by its seed. */
import fc from 'fast-check'
import {dataset, projectId} from './servers.ts'

export interface Malformed {
  method: string
  path: string
  headers: Record<string, string>
  body: string | Uint8Array
}

const strange = fc.constantFrom(
  '..',
  '.',
  '%2e%2e%2f',
  '..%2f..%2f',
  '%00',
  '%',
  '%ff',
  '%5c',
  'C:%5cwindows',
  'CON',
  '%2fetc%2fpasswd',
  '__proto__',
  'constructor',
  'drafts.',
  'versions..a',
  '_.',
  '$&',
  'a,b,,c',
  'a'.repeat(500),
  '%F0%9F%92%A9',
)
const name = fc.oneof(
  strange,
  {weight: 3, arbitrary: fc.constantFrom(dataset, projectId, 'note', 'me')},
  fc.webSegment(),
)
const version = fc.oneof(
  {weight: 6, arbitrary: fc.constant('v2025-02-19')},
  fc.constantFrom('v1', 'vX', 'v2021-06-07', 'v0', 'v9999-99-99', 'v'),
)

const route = fc.oneof(
  ...[
    '/data/query/:',
    '/data/mutate/:',
    '/data/actions/:',
    '/data/doc/:/:',
    '/data/listen/:',
    '/data/live/events/:',
    '/data/export/:',
    '/data/history/:/events/documents/:',
    '/data/history/:/transactions/:',
    '/data/history/:/documents/:',
    '/data/references/:/documents/:/to',
    '/datasets/:',
    '/projects/:/datasets/:',
    '/projects/:/datasets/:/acl',
    '/projects/:/tokens/:',
    '/projects/:/users',
    '/users/:',
    '/users/me/keyvalue',
    '/users/me/keyvalue/:',
    '/hooks/projects/:',
    '/hooks/projects/:/:/attempts',
    '/assets/images/:',
    '/assets/files/:',
    '/:/:/:',
  ].map((pattern) =>
    fc
      .array(name, {minLength: 4, maxLength: 4})
      .map((names) => pattern.replaceAll(':', () => names.pop() ?? '')),
  ),
)
const path = fc.oneof(
  {weight: 8, arbitrary: fc.tuple(version, route).map((parts) => `/${parts.join('')}`)},
  fc
    .tuple(fc.constantFrom('images', 'files'), name, name, name)
    .map((parts) => `/${parts.join('/')}`),
  fc.webPath().map((text) => `/${text}`),
)

const deep = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    null,
    [],
    {},
    {mutations: {}},
    {mutations: [null]},
    {mutations: [[]]},
    {mutations: [{create: null}]},
    {mutations: [{create: {_id: '../x', _type: 'a'}}]},
    {mutations: [{create: {_type: 1}}]},
    {mutations: [{create: {_type: 'a'}, delete: {id: 'a'}}]},
    {mutations: [{patch: {id: 'a', set: []}}]},
    {mutations: [{patch: {id: 'a', insert: {}}}]},
    {mutations: [{patch: {query: '*[', set: {}}}]},
    {mutations: [{delete: {query: '*', params: 3}}]},
    {mutations: [{delete: {id: {}}}]},
    {actions: 'publish'},
    {actions: [{}]},
    {actions: [{actionType: '__proto__'}]},
    {actions: [{actionType: 'sanity.action.document.publish', draftId: 1, publishedId: []}]},
    {actions: [{actionType: 'sanity.action.release.schedule', releaseId: 'a', publishAt: 'never'}]},
    {query: {}},
    {query: '*[', params: []},
    {query: '*', params: {$: 1}},
    {query: '$a', params: 'x'},
    {transactionId: {}, mutations: []},
    {transactionId: '../../x', mutations: []},
    {name: {}, url: 'file:///etc/passwd', rule: []},
    {roleName: 'god', label: []},
    {aclMode: {}},
  ),
)
const body: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  value.map((sent) => JSON.stringify(sent)),
  value.map((sent) => JSON.stringify(sent).slice(0, -1)),
  fc.string({unit: 'binary', maxLength: 200}),
  fc.uint8Array({maxLength: 200}),
  fc.constantFrom(
    '',
    '[',
    'null',
    '"\\ud800"',
    `{"mutations":[{"create":{"_type":"a","b":${deep(30)}}}]}`,
    deep(50_000),
    '['.repeat(100_000),
    '{"mutations":[{"create":{"_type":"a","__proto__":{"polluted":true}}}]}',
    '{"mutations":[{"create":{"_type":"a","constructor":{"prototype":{"polluted":true}}}}]}',
    '{"mutations":[{"patch":{"id":"a","set":{"__proto__.polluted":true}}}]}',
    '{"mutations":[{"create":{"_type":"a","t":"\\ud800"}}]}',
    '{"mutations":[{"create":{"_type":"a","\\ud800":1}}]}',
    '{"__proto__":{"mutations":[]}}',
    '{"mutations":1e999}',
  ),
)

const parameter = fc.tuple(
  fc.constantFrom(
    'query',
    '$a',
    '$',
    'perspective',
    'returnDocuments',
    'dryRun',
    'limit',
    'nextCursor',
    'w',
    'rect',
    'fm',
    'fromTime',
    'revision',
    'effectFormat',
    'meta',
  ),
  fc.oneof(
    fc.constantFrom('*', '*[', '1e9', '-1', 'NaN', '[', '{"a"', '%ff', '"x"', 'drafts', '["raw"]'),
    fc.string({maxLength: 20}),
  ),
)
const search = fc
  .array(parameter, {maxLength: 3})
  .map((pairs) => pairs.map(([key, text]) => `${key}=${encodeURIComponent(text.toWellFormed())}`))

const header = fc.constantFrom<[string, string]>(
  ['content-type', 'application/json'],
  ['content-type', 'multipart/form-data; boundary=x'],
  ['content-type', '\u00ff/\u00ff'],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'br, gzip'],
  ['authorization', 'Bearer'],
  ['authorization', 'Bearer mh_000000000000_'],
  ['authorization', `Basic ${'a'.repeat(2_000)}`],
  ['accept', '../..'],
  ['origin', 'null'],
  ['origin', 'http://evil.example'],
  ['range', 'bytes=9-1'],
  ['last-event-id', '\u00ff#'],
  ['if-none-match', '"'],
  ['x-flood', 'a'.repeat(20_000)],
)

export const malformed: fc.Arbitrary<Malformed> = fc.record({
  method: fc.constantFrom(
    'GET',
    'GET',
    'POST',
    'POST',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'HEAD',
    'OPTIONS',
    'TRACE',
  ),
  path: fc
    .tuple(path, search)
    .map(([at, pairs]) => (pairs.length ? `${at}?${pairs.join('&')}` : at)),
  headers: fc
    .array(header, {maxLength: 2})
    .map((pairs) => Object.fromEntries(pairs) as Record<string, string>),
  body,
})
