import {expect, test} from 'vitest'
import {packed, unpacked} from '../../../web/src/cache/packed-value.ts'

test.each([
  ['a page', 'Élan\n{"isText":false}\n'],
  ['a picture', new Uint8Array([10, 0, 255, 10])],
  ['nothing', ''],
])('%s is the same after it was packed', (_, body) => {
  const headers = {'content-type': 'text/plain', link: '</é>;\n rel=x'}

  const value = unpacked(packed({headers, body}))

  expect(value.headers).toEqual(headers)
  expect(typeof value.body).toBe(typeof body)
  expect(Buffer.from(value.body as string)).toEqual(Buffer.from(body as string))
})

test('bytes that were never packed are refused', () => {
  expect(() => unpacked(Buffer.from([255, 15, 111, 34]))).toThrow('JSON')
})
