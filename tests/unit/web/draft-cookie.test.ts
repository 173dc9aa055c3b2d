import {expect, test} from 'vitest'
import {DraftCookie, withoutCookies} from '../../../web/src/server/draft-cookie.ts'

const secret = 'a'.repeat(64)
const cookie = new DraftCookie({secret, secure: false})
const sent = (setCookie: string) => setCookie.split(';', 1)[0] ?? ''

test('a cookie that was issued is valid until it runs out', () => {
  const now = Date.now()
  const header = `theme=dark; ${sent(cookie.issue(now))}; other=1`

  expect(cookie.verify(header, now)).toBe(true)
  expect(cookie.verify(header, now + 11 * 3600_000)).toBe(true)
  expect(cookie.verify(header, now + 13 * 3600_000)).toBe(false)
})

test('a forged, shortened, prolonged or foreign cookie is of no use', () => {
  const value = sent(cookie.issue())
  const [end, signature] = value.slice(cookie.name.length + 1).split('.')
  const later = Number(end) + 1
  const forged = [
    `${cookie.name}=`,
    `${cookie.name}=${end}`,
    `${cookie.name}=${end}.`,
    `${cookie.name}=${end}.${'A'.repeat(43)}`,
    `${cookie.name}=${later}.${signature}`,
    `${cookie.name}=${end}.${signature}x`,
    `${cookie.name}=${end}.${signature}.x`,
    `${cookie.name}=NaN.${signature}`,
    `x${value}`,
    `__prerender_bypass=${signature}`,
    sent(new DraftCookie({secret: 'b'.repeat(64), secure: false}).issue()),
  ]

  for (const header of forged) expect(cookie.verify(header), header).toBe(false)
  expect(cookie.verify(undefined)).toBe(false)
})

test('two sites on one host have cookies of different names', () => {
  expect(new DraftCookie({secret: 'b'.repeat(64), secure: false}).name).not.toBe(cookie.name)
  expect(cookie.name).toMatch(/^masthead-draft-[0-9a-f]{8}$/)
})

test('scripts cannot read it, other sites cannot send it, and https keeps it to itself', () => {
  expect(cookie.issue()).toMatch(/; HttpOnly; SameSite=Lax$/)
  expect(new DraftCookie({secret, secure: true}).issue()).toMatch(/; Secure$/)
  expect(cookie.clear()).toMatch(/=; Path=\/; Max-Age=0; HttpOnly/)
})

test('a short secret is refused with the remedy', () => {
  expect(() => new DraftCookie({secret: 'short', secure: false})).toThrow(
    /DRAFT_SECRET.*at least 32/,
  )
})

test('cookies can be taken out of a request', () => {
  expect(withoutCookies('a=1; __prerender_bypass=x; b=2', ['__prerender_bypass'])).toBe('a=1; b=2')
  expect(withoutCookies('__prerender_bypass=x', ['__prerender_bypass'])).toBeUndefined()
  expect(withoutCookies(undefined, ['a'])).toBeUndefined()
})
