import {expect, onTestFinished, test} from 'vitest'
import {readLakeOptions} from '../../../scripts/lake/options.mjs'

test('without a word, the lake answers a Studio on its usual port, also on the oldest Node 18', () => {
  const {canParse} = URL
  Reflect.deleteProperty(URL, 'canParse')
  onTestFinished(() => void Object.assign(URL, {canParse}))

  expect(readLakeOptions([])).toMatchObject({port: 3910, origins: ['http://localhost:3333']})
})

test.each(['http://localhost:3333/studio', 'ftp://localhost', 'localhost:3333', '*', 'null', ''])(
  'the origin "%s" is refused before anything starts',
  (origin) => {
    expect(() => readLakeOptions(['--origin', origin])).toThrow(
      expect.objectContaining({message: expect.stringContaining('--origin cannot be')}),
    )
  },
)
