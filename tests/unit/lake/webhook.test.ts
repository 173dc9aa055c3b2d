import {createHmac} from 'node:crypto'
import {describe, expect, test} from 'vitest'
import {readHookSettings} from '../../../lake/src/webhooks/hook.ts'
import {checkRule, isAbout, operationOf} from '../../../lake/src/webhooks/rule.ts'
import {signatureHeader} from '../../../lake/src/webhooks/signature.ts'
import type {Hook} from '../../../lake/src/webhooks/hook.ts'
import type {Change, StoredDocument} from '../../../lake/src/dataset.ts'

const minimal = {name: 'Site', url: 'http://localhost:3000/api/revalidate', dataset: 'production'}
const document = (_id: string): StoredDocument => ({
  _id,
  _type: 'article',
  _rev: 'r',
  _createdAt: '',
  _updatedAt: '',
})
const change = (id: string, before: boolean, after: boolean): Change => ({
  documentId: id,
  before: before ? document(id) : null,
  after: after ? document(id) : null,
  mutations: [],
  effects: {apply: [], revert: []},
})
const hook = (extra: object): Hook => ({
  ...readHookSettings({...minimal, ...extra}),
  id: 'h',
  projectId: 'p',
  createdAt: '',
  updatedAt: '',
  createdByUserId: 'u',
})

describe('a signature', () => {
  test('is what the receiver computes from the header, the raw body and the secret', () => {
    const body = '{"a":"é – 字"}'
    const header = signatureHeader(body, 'secret', 1_700_000_000_123)

    const [, time, signature] = /^t=(\d+)[, ]+v1=([^, ]+)$/.exec(header) ?? []
    expect(time).toBe('1700000000123')
    const expected = createHmac('sha256', 'secret').update(`${time}.${body}`).digest('base64')
    expect(signature).toBe(expected.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))
  })
})

describe('the settings of a webhook', () => {
  test('have the defaults of the hosted service', () => {
    expect(readHookSettings(minimal)).toMatchObject({
      type: 'document',
      httpMethod: 'POST',
      includeDrafts: false,
      includeAllVersions: false,
      isDisabledByUser: false,
      secret: null,
      rule: {on: ['create', 'update', 'delete'], filter: '', projection: ''},
    })
  })

  test('a partial change keeps the rest', () => {
    const before = readHookSettings({...minimal, secret: 's', rule: {on: ['create'], filter: 'a'}})

    const after = readHookSettings({rule: {projection: '{_id}'}, name: 'New'}, before)

    expect(after).toMatchObject({
      name: 'New',
      url: before.url,
      secret: 's',
      rule: {on: ['create'], filter: 'a', projection: '{_id}'},
    })
  })

  test.for([
    [{url: 'file:///etc/passwd'}, 'url'],
    [{url: 'javascript:alert(1)'}, 'url'],
    [{url: 'http://user:password@localhost/'}, 'url'],
    [{url: 'not a url'}, 'url'],
    [{name: ''}, 'name'],
    [{dataset: 3}, 'dataset'],
    [{httpMethod: 'TRACE'}, 'httpMethod'],
    [{rule: {on: ['explode']}}, 'rule.on'],
    [{rule: {on: []}}, 'rule.on'],
    [{rule: 'x'}, 'rule'],
    [{headers: {'sanity-webhook-signature': 'x'}}, 'headers'],
    [{headers: {host: 'x'}}, 'headers'],
    [{headers: {a: 'b\r\nc: d'}}, 'headers'],
    [{headers: {'a b': 'c'}}, 'headers'],
    [{includeDrafts: 'yes'}, 'includeDrafts'],
    [{type: 'transaction'}, 'type'],
  ] as const)('%j is refused, naming the field', ([extra, field]) => {
    expect(() => readHookSettings({...minimal, ...extra})).toThrow(`"${field}"`)
  })

  test('a rule that is no GROQ is refused before it is stored', () => {
    const rule = (filter: string, projection = '') => ({on: [], filter, projection})
    expect(() => checkRule(rule('_type == "article" && delta::changedAny(title)'))).not.toThrow()
    expect(() => checkRule(rule('_type == "a" // only articles', '{_id} // the id'))).not.toThrow()
    expect(() => checkRule(rule('', '{_id, "was": before().slug.current}'))).not.toThrow()
    expect(() => checkRule(rule('', '_id'))).not.toThrow()
    expect(() => checkRule(rule('_type == '))).toThrow(/filter is not valid GROQ/)
    expect(() => checkRule(rule('true)] | order(_id) [(true'))).toThrow(/filter is not valid/)
    expect(() => checkRule(rule('', '{_id'))).toThrow(/projection is not valid GROQ/)
  })
})

describe('what a webhook hears of', () => {
  test('creation, change and deletion are told apart', () => {
    expect(operationOf(change('a', false, true))).toBe('create')
    expect(operationOf(change('a', true, true))).toBe('update')
    expect(operationOf(change('a', true, false))).toBe('delete')
  })

  test('drafts, versions and system documents stay out unless asked for', () => {
    const plain = hook({})
    const curious = hook({includeDrafts: true, includeAllVersions: true})

    expect(isAbout(plain, change('a', false, true))).toBe(true)
    expect(isAbout(plain, change('drafts.a', false, true))).toBe(false)
    expect(isAbout(plain, change('versions.r1.a', false, true))).toBe(false)
    expect(isAbout(curious, change('drafts.a', false, true))).toBe(true)
    expect(isAbout(curious, change('versions.r1.a', false, true))).toBe(true)
    expect(isAbout(curious, change('_.releases.r1', false, true))).toBe(false)
  })

  test('only the operations that its rule names', () => {
    const births = hook({rule: {on: ['create']}})
    expect(isAbout(births, change('a', false, true))).toBe(true)
    expect(isAbout(births, change('a', true, true))).toBe(false)
    expect(isAbout(births, change('a', true, false))).toBe(false)
  })
})
