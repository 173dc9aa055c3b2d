/** Bodies as pages and feeds get them: by way of the settings, where the pipeline itself knows none. */
import {beforeAll, expect, test} from 'vitest'
import {rendered} from '../../../web/src/content/rendered.ts'

beforeAll(() => {
  Object.assign(process.env, {
    SANITY_API_HOST: 'https://api.sanity.io',
    SANITY_PROJECT_ID: 'abc123',
    SANITY_DATASET: 'production',
  })
})

test('on a lake that readers can reach, pictures in a text come from it', () => {
  const path = `/images/abc123/production/${'a'.repeat(40)}-1600x900.png`

  const {html} = rendered(`![A bridge](${path})`, {})

  const addresses = html.match(/[^\s"]*\/images\/[^\s"]*/g) ?? []
  expect(addresses.length).toBeGreaterThan(2)
  expect(addresses.filter((one) => !one.startsWith(`https://cdn.sanity.io${path}`))).toEqual([])
})
