import {expect, test} from 'vitest'
import {safeHref} from '../../../web/src/addresses.ts'
import {readConfig} from '../../../web/src/config.ts'
import {sameDay, showDate} from '../../../web/src/language/dates.ts'

test('a date is shown in the firm’s own zone, with its offset for machines', () => {
  expect(showDate('2026-11-20T02:00:00Z', 'en-CA', 'America/Halifax')).toEqual({
    text: 'November 19, 2026',
    machine: '2026-11-19T22:00:00-04:00',
  })
  expect(showDate('2026-07-20T02:00:00Z', 'en-CA', 'America/St_Johns')?.machine).toBe(
    '2026-07-19T23:30:00-02:30',
  )
  expect(showDate('2026-07-20T02:00:00Z', 'en-CA', 'UTC')?.machine).toBe(
    '2026-07-20T02:00:00+00:00',
  )
})

test('a day without a time is the same day everywhere', () => {
  expect(showDate('2026-03-01', 'en-CA', 'America/Vancouver')).toEqual({
    text: 'March 1, 2026',
    machine: '2026-03-01',
  })
})

test('what is no date is not shown, and an unknown zone does no harm', () => {
  expect(showDate('soon', 'en-CA', null)).toBeUndefined()
  expect(showDate(null, 'en-CA', null)).toBeUndefined()
  expect(showDate('2026-11-20T12:00:00Z', 'en-CA', 'Mars/Olympus')?.text).toBe('November 20, 2026')
})

test('two moments of one day are one day to a reader', () => {
  expect(sameDay('2026-11-20T03:00:00Z', '2026-11-20T05:00:00Z', 'America/Halifax')).toBe(false)
  expect(sameDay('2026-11-20T13:00:00Z', '2026-11-20T15:00:00Z', 'America/Halifax')).toBe(true)
})

test('an address that an editor typed leads somewhere or is left out', () => {
  const good = [
    '/topics',
    '#section-a',
    'https://example.org/x',
    'mailto:a@example.org',
    'tel:+19025550100',
  ]
  const bad = [
    'javascript:alert(1)',
    ' JAVASCRIPT:x',
    'data:text/html,x',
    '//evil.example',
    'example.org',
    '',
    null,
  ]

  expect(good.map(safeHref)).toEqual(good)
  expect(bad.map(safeHref)).toEqual(bad.map(() => undefined))
})

const required = {
  SANITY_API_HOST: 'http://127.0.0.1:3333/',
  SANITY_PROJECT_ID: 'masthead',
  SANITY_DATASET: 'production',
}

test('settings are read with defaults that fit one machine', () => {
  expect(readConfig(required)).toMatchObject({
    port: 3000,
    siteUrl: 'http://localhost:3000',
    lake: {apiHost: 'http://127.0.0.1:3333', useProjectHostname: false},
    images: {origin: 'http://127.0.0.1:3333', proxied: true},
  })
})

test('pictures of the hosted lake come from its own network', () => {
  expect(readConfig({...required, SANITY_API_HOST: 'https://api.sanity.io'}).images).toEqual({
    origin: 'https://cdn.sanity.io',
    proxied: false,
  })
})

test('pictures of a lake elsewhere come by way of the site where that is asked for', () => {
  const elsewhere = {...required, SANITY_API_HOST: 'https://lake.example'}
  const origin = 'https://lake.example'

  expect(readConfig(elsewhere).images).toEqual({origin, proxied: false})
  expect(readConfig({...elsewhere, IMAGES_THROUGH_SITE: 'true'}).images).toEqual({
    origin,
    proxied: true,
  })
  expect(() => readConfig({...elsewhere, IMAGES_THROUGH_SITE: 'yes'})).toThrow(/"true" or "false"/)
})

test('a missing or broken setting is named, with an example', () => {
  expect(() => readConfig({})).toThrow(/SANITY_API_HOST is missing.*for example/)
  expect(() => readConfig({...required, SITE_PORT: 'x'})).toThrow(
    /SITE_PORT is "x".*between 0 and 65535/,
  )
  expect(() => readConfig({...required, SITE_URL: 'example.org'})).toThrow(
    /SITE_URL is "example.org"/,
  )
  expect(() => readConfig({...required, SANITY_DATASET: '../x'})).toThrow(/SANITY_DATASET/)
})
