/** Looks for whoever stands behind another document in all of the lake: until one went through. */
import {expect, test} from 'vitest'
import type {AskLake} from '../../../web/src/content/questions.ts'
import {LookAmongAll} from '../../../web/src/invalidation/look-among-all.ts'

/** `a`, `b` and `c` are to be looked at, of which `gone` is what the lake has no more. */
function world({gone = ''} = {}) {
  const lake = {isAway: false}
  /** Of these the lake says another thing than before, so that they cannot be worked off. */
  const doubted = new Set<string>()
  const looks: string[] = []
  const applied: string[] = []
  const forgotten: string[] = []
  const reported: string[] = []
  const ask: AskLake = async (_, {id}) => {
    if (lake.isAway) throw new Error('The lake is away.')
    const one = id === gone ? null : {_id: id, _type: 'topic', _rev: 'r', after: {slug: 'tides'}}
    return {one, newest: null} as never
  }
  const among = new LookAmongAll({
    ask,
    standing: {
      differing: async () => {
        looks.push('look')
        return ['a', 'b', 'c']
      },
      forget: (id) => void forgotten.push(id),
    },
    apply: async ({id}) => {
      if (doubted.has(id)) throw new Error(`${id} is doubted.`)
      applied.push(id)
    },
    report: (error) => void reported.push((error as Error).message),
  })
  return {lake, doubted, looks, applied, forgotten, reported, among}
}

test('all that differ are worked off, and what is gone is forgotten; then nothing is due', async () => {
  const {looks, applied, forgotten, reported, among} = world({gone: 'b'})

  await among.now()
  await among.again()

  expect({looks, applied, forgotten, reported}).toEqual({
    looks: ['look'],
    applied: ['a', 'c'],
    forgotten: ['b'],
    reported: [],
  })
})

test('one that cannot be worked off keeps no other from it, and all are looked at again until it can', async () => {
  const {doubted, looks, applied, reported, among} = world()
  doubted.add('a')

  await among.now()
  const first = [...applied]
  await among.again()
  doubted.clear()
  await among.again()
  await among.again()

  expect(first).toEqual(['b', 'c'])
  expect(looks).toHaveLength(3)
  expect(applied).toContain('a')
  expect(reported).toEqual(['a is doubted.', 'a is doubted.'])
})

test('a lake that says nothing of one is not asked for the others, until the next look', async () => {
  const {lake, looks, applied, reported, among} = world()
  lake.isAway = true

  await among.now()
  lake.isAway = false
  await among.again()

  expect(reported).toEqual([expect.stringContaining('"a"')])
  expect(looks).toHaveLength(2)
  expect(applied).toEqual(['a', 'b', 'c'])
})

test('who asks for a look while one is under way gets one that began later', async () => {
  const {looks, among} = world()

  await Promise.all([among.now(), among.now()])

  expect(looks).toHaveLength(2)
})
