import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {createTurns} from '../../../lake/src/images/turns.ts'
import {openVariants} from '../../../lake/src/images/variants.ts'

function folder() {
  const directory = mkdtempSync(join(tmpdir(), 'masthead-variants-'))
  onTestFinished(() => rmSync(directory, {recursive: true, force: true}))
  return directory
}

test('so many work at once, so many wait, the next is told to come back', async () => {
  const turns = createTurns(2, 1)
  const started: number[] = []
  const finish: (() => void)[] = []
  const work = (id: number) => () => {
    started.push(id)
    return new Promise<void>((resolve) => finish.push(resolve))
  }

  const all = [1, 2, 3].map((id) => turns.take(work(id)))
  await expect(turns.take(work(4))).rejects.toMatchObject({status: 503})
  expect(started).toEqual([1, 2])
  finish[0]?.()
  await all[0]
  await Promise.resolve()

  expect(started).toEqual([1, 2, 3])
  finish.forEach((end) => end())
  await Promise.all(all)
})

test('work that fails gives its turn back', async () => {
  const turns = createTurns(1, 0)

  await expect(turns.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no')

  expect(await turns.take(() => Promise.resolve('yes'))).toBe('yes')
})

test('a variant asked for many times at once is made once, and then kept', async () => {
  const directory = folder()
  const variants = openVariants(directory)
  let made = 0
  const make = async () => Buffer.from(`made ${++made}`)

  const answers = await Promise.all(Array.from({length: 20}, () => variants.get('a.webp', make)))
  const later = await openVariants(directory).get('a.webp', make)

  expect(new Set([...answers, later].map(String))).toEqual(new Set(['made 1']))
})

test('the folder of variants has a bound; what was used last stays', async () => {
  const directory = folder()
  const variants = openVariants(directory, {bytes: 3_000})
  const make = async () => Buffer.alloc(1_000)

  for (const name of ['a', 'b', 'c']) await variants.get(name, make)
  await variants.get('a', make)
  await variants.get('d', make)

  expect(readdirSync(directory).toSorted()).toEqual(['a', 'c', 'd'])
})

test('one picture in every size does not drive out the others', async () => {
  const directory = folder()
  const variants = openVariants(directory, {files: 4, each: 2})
  const make = async () => Buffer.alloc(10)

  await variants.get('bridge-1', make)
  for (const size of [1, 2, 3, 4, 5]) await variants.get(`tides-${size}`, make)

  expect(readdirSync(directory).toSorted()).toEqual(['bridge-1', 'tides-4', 'tides-5'])
  for (const name of ['a', 'b', 'c']) await variants.get(`${name}-1`, make)
  expect(readdirSync(directory)).toHaveLength(4)
})

test('a variant whose file was removed is made again', async () => {
  const directory = folder()
  const variants = openVariants(directory)
  await variants.get('a', async () => Buffer.from('one'))
  rmSync(join(directory, 'a'))

  expect(String(await variants.get('a', async () => Buffer.from('two')))).toBe('two')
})

test('a folder that could not be read is asked again', async () => {
  const inTheWay = join(folder(), 'variants')
  writeFileSync(inTheWay, 'no folder')
  const variants = openVariants(inTheWay)
  const make = async () => Buffer.from('picture')

  await expect(variants.get('a-1', make)).rejects.toThrow('EEXIST')
  rmSync(inTheWay)

  expect(String(await variants.get('a-1', make))).toBe('picture')
})

test('a variant that cannot be kept is shown, and leaves nothing behind', async () => {
  const directory = folder()
  const variants = openVariants(directory)
  mkdirSync(join(directory, 'a-1', 'in the way'), {recursive: true})

  const shown = await variants.get('a-1', async () => Buffer.from('picture'))

  expect(String(shown)).toBe('picture')
  expect(readdirSync(directory)).toEqual(['a-1'])
})
