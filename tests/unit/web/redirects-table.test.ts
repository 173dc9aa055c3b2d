import {redirectFromProblem} from '@masthead/studio/rules'
import {expect, test} from 'vitest'
import {redirectTable, type Rule} from '../../../web/src/redirects/table.ts'
import {full, random, seed} from '../../support/sample.ts'

const origin = 'http://site.test'
const rule = (from: string, to: string | null, permanent = true): Rule => ({from, to, permanent})
const table = (rules: Rule[], live: string[] = []) =>
  redirectTable(rules, {isLive: (path) => live.includes(path), origin})

test('however often a page moved, its readers make one hop', () => {
  const redirects = table([rule('/a', '/b'), rule('/b', '/c'), rule('/c', '/d?x=1#y')])

  for (const from of ['/a', '/b', '/c'])
    expect(redirects.get(from)).toEqual({status: 308, location: '/d?x=1#y'})
})

test('a loop leads nowhere, and neither does what leads into it', () => {
  const redirects = table([rule('/a', '/b'), rule('/b', '/c'), rule('/c', '/b'), rule('/d', '/d')])

  expect(redirects.size).toBe(0)
})

test('where something is published nothing is redirected', () => {
  const redirects = table(
    [rule('/articles/a', '/articles/b'), rule('/articles/b', '/articles/a')],
    ['/articles/a'],
  )

  expect([...redirects]).toEqual([['/articles/b', {status: 308, location: '/articles/a'}]])
})

test('an address leads nobody to a page that is not there, however many hops lie between', () => {
  const rules = [rule('/a', '/b'), rule('/b', '/articles/gone?x=1'), rule('/c', '/articles/there')]

  const redirects = redirectTable(rules, {
    isLive: () => false,
    isMissing: (location) => location.startsWith('/articles/gone'),
    origin,
  })

  expect([...redirects.keys()]).toEqual(['/c'])
})

test('one temporary hop makes the way temporary, and one that is gone makes all gone', () => {
  const redirects = table([
    rule('/a', '/b'),
    rule('/b', '/c', false),
    rule('/x', '/y'),
    rule('/y', null),
  ])

  expect(redirects.get('/a')).toEqual({status: 307, location: '/c'})
  expect(redirects.get('/x')).toEqual({status: 410})
})

test('the first of several rules for one address counts, whatever its spelling', () => {
  const redirects = table([rule('/caf%C3%A9/', '/one'), rule('/café', '/two')])

  expect([...redirects]).toEqual([['/caf%C3%A9', {status: 308, location: '/one'}]])
})

test('the site’s own address is a page of the site', () => {
  expect(table([rule('/a', `${origin}/a`), rule('/b', `${origin}/c`)])).toEqual(
    new Map([['/b', {status: 308, location: '/c'}]]),
  )
})

test('no slip takes away what the site has of its own, and Studio says so before', () => {
  const own = [
    '/fr',
    '/articles',
    '/Articles/',
    '/fr/topics',
    '/authors',
    '/search',
    '/fr/feed.xml',
  ]
  const others = [
    '/robots.txt',
    '/sitemap.xml',
    '/sitemap-2026.xml',
    '/sitemap-pages-2.xml',
    '/llms.txt',
    '/feed.json',
    '/cards/x',
    '/review/x',
  ]

  for (const from of [...own, ...others]) {
    expect(table([rule(from, '/b')]).size, from).toBe(0)
    expect(redirectFromProblem(from), from).not.toBeNull()
  }
  const free = ['/articles/old', '/feed', '/france', '/fr/old', '/topics/x/feed.xml']
  const ofOtherSites = ['/sitemap-index.xml', '/sitemap-0.xml', '/sitemap-posts.xml']
  for (const from of [...free, ...ofOtherSites]) {
    expect(table([rule(from, '/b')]).size, from).toBe(1)
    expect(redirectFromProblem(from), from).toBeNull()
  }
})

test('nothing of the site itself moves, and no redirect leads into a script', () => {
  const froms = [
    '/',
    '/api/revalidate',
    '/_next/x',
    '/images/a',
    '/styles/a.css',
    '//evil',
    'x',
    '',
  ]
  const targets = [
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    '',
    'b',
  ]

  expect(table(froms.map((from) => rule(from, '/b'))).size).toBe(0)
  for (const to of targets) expect(table([rule('/a', to)]).size, to).toBe(0)
})

test(`any set of rules ends in one hop that leads out of the table (seed ${seed})`, () => {
  const paths = Array.from({length: 12}, (_, i) => `/p${i}`)
  const next = random(seed)
  for (let round = 0; round < (full ? 20_000 : 500); round++) {
    const pick = () => paths[Math.floor(next() * paths.length)] ?? '/p0'
    const live = new Set(Array.from({length: 3}, pick))
    const rules = Array.from({length: 15}, () =>
      rule(pick(), next() < 0.1 ? null : pick() + (next() < 0.1 ? '?x' : ''), next() < 0.8),
    )

    const redirects = redirectTable(rules, {isLive: (path) => live.has(path), origin})

    for (const [from, redirect] of redirects) {
      expect(live.has(from)).toBe(false)
      if (redirect.status === 410) continue
      const [target = ''] = redirect.location.split('?')
      expect(target).not.toBe(from)
      expect(redirects.has(target), `${from} → ${target} needs a second hop`).toBe(false)
    }
    for (const {from} of rules) {
      if (redirects.has(from) || live.has(from)) continue
      expect(leadsIntoLoop(from, rules, live), `${from} was left out`).toBe(true)
    }
  }
})

function leadsIntoLoop(from: string, rules: Rule[], live: ReadonlySet<string>): boolean {
  const passed = new Set<string>()
  for (let at = from; ;) {
    if (passed.has(at)) return true
    passed.add(at)
    const next = live.has(at) ? undefined : rules.find((one) => one.from === at)
    if (!next || next.to === null) return false
    at = next.to.split('?')[0] ?? ''
  }
}
