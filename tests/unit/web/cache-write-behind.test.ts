import {expect, test} from 'vitest'
import type {PageStore} from '../../../web/src/cache/page-store.ts'
import type {StoredPage} from '../../../web/src/cache/page.ts'
import {WriteBehind} from '../../../web/src/cache/write-behind.ts'

/** A store that writes down what is asked of it. */
function openStore() {
  const pages = new Map<string, StoredPage>()
  const done: string[] = []
  const store: PageStore = {
    list: async () => [...pages.values()],
    read: async (key) => pages.get(key),
    write: async (page) => {
      if (page.key === '/broken') throw new Error('The disk is full.')
      pages.set(page.key, page)
      done.push(`write ${page.key} ${String(page.value.body)}`)
      return page.key === '/large' ? ['/oldest'] : []
    },
    remove: async (key) => {
      pages.delete(key)
      done.push(`remove ${key}`)
    },
  }
  return {store, done}
}

const page = (key: string, body = ''): StoredPage => ({
  key,
  status: 200,
  tags: [],
  renderedAt: 1,
  revalidate: false,
  digest: body,
  value: {headers: {}, body},
})

/** Never quiet by itself, within the time that a test takes. */
const patient = {quiet: 3_600_000, longest: 3_600_000}

test('a page is read before it is on disk, and of two the newer one is written', async () => {
  const {store, done} = openStore()
  const behind = new WriteBehind(store, patient)

  const first = behind.write(page('/a', 'old'))
  const second = behind.write(page('/a', 'new'))
  const before = [...done]
  const read = await behind.read('/a')
  await behind.flush()

  expect(before).toEqual([])
  expect(read?.value.body).toBe('new')
  expect(done).toEqual(['write /a new'])
  await expect(Promise.all([first, second])).resolves.toEqual([[], []])
})

test('a page of which the disk has none is written while others wait', async () => {
  const {store, done} = openStore()
  await store.write(page('/known', 'old'))
  const knowing = {...store, has: (key: string) => key === '/known'}
  const behind = new WriteBehind(knowing, patient)

  const known = behind.write(page('/known', 'new'))
  await behind.write(page('/first', 'all there is'))
  const before = [...done]
  await behind.flush()
  await known

  expect(before).toEqual(['write /known old', 'write /first all there is'])
  expect(done.at(-1)).toBe('write /known new')
})

test.each(['its time is up', 'somebody waits for all of them'])(
  'a page is written when %s, also while there is ever another of which the disk has none',
  async (when) => {
    const {store, done} = openStore()
    let firsts = 0
    const next = () => void behind.write(page(`/first-${firsts++}`))
    const pouring: PageStore = {
      ...store,
      has: (key) => key === '/known',
      write: async (written) => {
        if (!done.some((one) => one.startsWith('write /known'))) next()
        await new Promise(setImmediate)
        return store.write(written)
      },
    }
    const isUrgent = when !== 'its time is up'
    const behind = new WriteBehind(pouring, isUrgent ? patient : {...patient, longest: 50})

    const known = behind.write(page('/known'))
    next()
    if (isUrgent) await behind.flush()
    await known

    expect(done).toContain('write /known ')
    await behind.flush()
    expect(done).toHaveLength(firsts + 1)
  },
)

test('a page that was taken away meanwhile is not written', async () => {
  const {store, done} = openStore()
  const behind = new WriteBehind(store, patient)

  void behind.write(page('/a'))
  void behind.remove('/a')
  const read = await behind.read('/a')
  await behind.flush()

  expect(read).toBeUndefined()
  expect(done).toEqual(['remove /a'])
})

test('when many wait they are written, and who wrote hears what had to go', async () => {
  const {store, done} = openStore()
  const behind = new WriteBehind(store, {...patient, quiet: 40, most: 3})

  const forgotten = await Promise.all(['/large', '/b', '/c'].map((key) => behind.write(page(key))))

  expect(done).toHaveLength(3)
  expect(forgotten).toEqual([['/oldest'], [], []])
})

test('what had to go while a newer one waits is not said to be gone', async () => {
  const {store} = openStore()
  const behind = new WriteBehind(store, patient)
  const large = behind.write(page('/large'))
  void behind.write(page('/oldest', 'new'))

  await behind.flush()

  expect(await large).toEqual([])
  expect((await store.read('/oldest'))?.value.body).toBe('new')
})

test('in a steady trickle all that waits is written when its time is up', async () => {
  const {store, done} = openStore()
  const behind = new WriteBehind(store, {quiet: 3_600_000, longest: 50})

  const written = ['/a', '/b', '/c'].map((key) => behind.write(page(key)))
  await written[0]
  await new Promise(setImmediate)

  expect(done).toEqual(['write /a ', 'write /b ', 'write /c '])
})

test('a disk that fails is told to who wrote, and the next page is written all the same', async () => {
  const {store, done} = openStore()
  const behind = new WriteBehind(store, {quiet: 0, longest: 0})

  const broken = behind.write(page('/broken'))
  const after = behind.write(page('/after'))

  await expect(broken).rejects.toThrow('The disk is full.')
  await after
  await behind.write(page('/later'))
  expect(done).toEqual(['write /after ', 'write /later '])
})

test('of more than may wait, what was rendered longest ago is given up; that a page is to go is not', async () => {
  const {store, done} = openStore()
  const behind = new WriteBehind(store, {...patient, bytes: 7_000})

  const removed = behind.remove('/gone')
  const given = behind.write(page('/a', 'a'))
  const written = ['/b', '/c', '/d'].map((key) => behind.write(page(key, 'newer')))

  await expect(given).rejects.toThrow('faster than the disk')
  expect(await behind.read('/a')).toBeUndefined()
  await behind.flush()
  await Promise.all([removed, ...written])
  expect(done).toEqual(['remove /gone', 'write /b newer', 'write /c newer', 'write /d newer'])
})

test('what is rendered again and again is not given up for what was rendered once, and is written in its turn', async () => {
  const {store, done} = openStore()
  const behind = new WriteBehind(store, {...patient, bytes: 7_000})

  void behind.write(page('/busy', '1'))
  const given = behind.write(page('/once', 'a'))
  void behind.write(page('/busy', '2'))
  void behind.write(page('/b', 'b'))
  const last = behind.write(page('/c', 'c'))

  await expect(given).rejects.toThrow('faster than the disk')
  await behind.flush()
  await last
  expect(done).toEqual(['write /busy 2', 'write /b b', 'write /c c'])
})

test('a page that is rendered again and again takes the room of one', async () => {
  const {store, done} = openStore()
  const behind = new WriteBehind(store, {...patient, bytes: 7_000})

  const first = behind.write(page('/first'))
  for (let i = 0; i < 100; i++) void behind.write(page('/a', `${i}`))
  void behind.write(page('/gone'))
  void behind.remove('/gone')
  await behind.flush()
  await first

  expect(done).toEqual(['write /first ', 'write /a 99', 'remove /gone'])
})

test('whoever keeps a page again and again waits for the last of them only', async () => {
  const never = () => new Promise<never>(() => undefined)
  const behind = new WriteBehind({...openStore().store, write: never}, {quiet: 0})
  void behind.write(page('/under-way'))
  await new Promise(setImmediate)

  const older = ['1', '2', '3'].map((body) => behind.write(page('/a', body)))
  void behind.write(page('/a', 'newest'))

  await expect(Promise.all(older)).resolves.toEqual([[], [], []])
})

test('a page that was taken away is not there again when the one that was made since is given up', async () => {
  const {store, done} = openStore()
  await store.write(page('/a', 'withdrawn'))
  const behind = new WriteBehind(store, {...patient, bytes: 3_000})

  const removed = behind.remove('/a')
  const given = behind.write(page('/a', 'another'))
  void behind.write(page('/large', 'x'.repeat(10_000)))

  await removed
  await expect(given).rejects.toThrow('faster than the disk')
  await behind.flush()
  expect(await behind.read('/a')).toBeUndefined()
  expect((await behind.read('/large'))?.value.body).toHaveLength(10_000)
  expect(done).toContain('remove /a')
})

test('a page larger than all that may wait is written', async () => {
  const {store, done} = openStore()
  const behind = new WriteBehind(store, {...patient, bytes: 1_000})

  const written = behind.write(page('/a', 'a'))
  await behind.flush()

  await written
  expect(done).toEqual(['write /a a'])
})

test('an address of which the disk has nothing waits for no removal, unless its page is on the way there', async () => {
  const {store, done} = openStore()
  const writing = Promise.withResolvers<void>()
  const slow: PageStore = {
    ...store,
    has: () => false,
    write: async (written) => {
      await writing.promise
      return store.write(written)
    },
  }
  const behind = new WriteBehind(slow, patient)

  void behind.write(page('/a'))
  await new Promise(setImmediate)
  const removed = behind.remove('/a')
  await behind.remove('/never-there')
  writing.resolve()
  await behind.flush()
  await removed

  expect(done).toEqual(['write /a ', 'remove /a'])
})
