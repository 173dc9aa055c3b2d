/** Settings of the Studio: what the server reads, what the browser takes, and where streams go. */
import {readConfig} from '@masthead/studio/server'
import {describe, expect, test} from 'vitest'
import {streamAddress} from '../../../studio/src/settings/client.ts'
import {imagesOrigin, parseSettings} from '../../../studio/src/settings/settings.ts'

describe('the server’s settings', () => {
  test('come from the environment', () => {
    const config = readConfig({
      STUDIO_PORT: '0',
      STUDIO_DIRECTORY: 'built',
      STUDIO_PROJECT_ID: 'firm',
      STUDIO_DATASET: 'staging',
      STUDIO_API_HOST: 'http://localhost:4010/',
      STUDIO_SITE_URL: 'http://localhost:3000/path',
      STUDIO_READERS_URL: 'https://blog.example/',
      STUDIO_TITLE: 'The Firm',
    })

    expect(config).toEqual({
      port: 0,
      directory: 'built',
      settings: {
        projectId: 'firm',
        dataset: 'staging',
        apiHost: 'http://localhost:4010',
        siteUrl: 'http://localhost:3000',
        readersUrl: 'https://blog.example',
        title: 'The Firm',
      },
    })
  })

  test.each([
    [{STUDIO_PORT: '99999'}, 'STUDIO_PORT'],
    [{STUDIO_PORT: 'http'}, 'STUDIO_PORT'],
    [{STUDIO_API_HOST: 'localhost:4010'}, 'STUDIO_API_HOST'],
    [{STUDIO_SITE_URL: 'javascript:alert(1)'}, 'STUDIO_SITE_URL'],
    [{STUDIO_DATASET: "x'; script-src *"}, 'STUDIO_DATASET'],
  ])('%o is refused by name', (env, name) => {
    expect(() => readConfig(env)).toThrow(name)
  })
})

describe('config.json in the browser', () => {
  const whole = {
    projectId: 'p',
    dataset: 'd',
    apiHost: 'a',
    siteUrl: 's',
    readersUrl: 'r',
    title: 't',
  }

  test('is taken when it is whole', () => {
    expect(parseSettings({...whole, other: 1})).toEqual(whole)
  })

  test.each([null, 'text', {}, {...whole, dataset: 3}, {...whole, dataset: ''}])(
    '%j is refused with what is missing',
    (value) => expect(() => parseSettings(value)).toThrow('dataset'),
  )
})

describe('event streams', () => {
  const listen = 'http://p.localhost:4010/v2025-02-19/data/listen/production?query=*'

  test('have an origin of their own on loopback', () => {
    expect(streamAddress(listen, 's1')).toBe(
      'http://s1.p.localhost:4010/v2025-02-19/data/listen/production?query=*',
    )
    expect(streamAddress('http://p.localhost:1/v1/data/live/events/d', 's1')).toContain('//s1.p.')
  })

  test.each([
    'http://p.localhost:4010/v2025-02-19/data/query/production?query=*',
    'https://p.api.sanity.io/v2025-02-19/data/listen/production?query=*',
  ])('leave %s where it is', (address) => {
    expect(streamAddress(address, 's1')).toBe(address)
  })
})

test('pictures come from the lake, and from the CDN of the hosted one', () => {
  expect(imagesOrigin('http://localhost:4010')).toBe('http://localhost:4010')
  expect(imagesOrigin('https://api.sanity.io')).toBe('https://cdn.sanity.io')
})
