/**
 * `pnpm bench start [--runs 10] [--documents 10000]`: from starting the lake's process to its ready line, and to its first answer over
 * HTTP, over a directory that holds documents. Before each run the last one was killed, so a write-ahead log is there to be read.
 * Prints one line of JSON, times in milliseconds; `node` is what starting Node with nothing to do takes, in turns with it.
 */
import {spawnSync} from 'node:child_process'
import {parseArgs} from 'node:util'
import {createLake} from '@masthead/lake'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {addUser, startLake} from '../support/servers.ts'

const {values} = parseArgs({
  options: {runs: {type: 'string', default: '10'}, documents: {type: 'string', default: '10000'}},
})
const [runs, documents] = [Number(values.runs), Number(values.documents)]
const directory = temporaryDirectory('bench-start')
const {token} = await addUser(directory, 'Writer', 'editor')
const seeding = createLake({directory})
for (let from = 0; from < documents; from += 500)
  await seeding.seed(
    Array.from({length: Math.min(500, documents - from)}, (_, n) => ({
      _id: `note-${from + n}`,
      _type: 'note',
      text: 'The tide rises, the tide falls. '.repeat(100),
    })),
  )
await seeding.close()

const node: number[] = []
const ready: number[] = []
const answered: number[] = []
for (let run = 0; run <= runs; run++) {
  const empty = performance.now()
  spawnSync(process.execPath, ['-e', ''])
  const asked = performance.now()
  const lake = await startLake({directory})
  const up = performance.now()
  const count = await lake.client().fetch<number>('count(*)')
  const done = performance.now()
  if (count !== documents) throw new Error(`The lake found ${count} of ${documents} documents`)
  for (let n = 0; n < 20; n++)
    await lake.client(token).createOrReplace({_id: `note-${n}`, _type: 'note', run})
  await lake.stop('SIGKILL')
  if (run === 0) continue // the first fills the compile cache
  node.push(asked - empty)
  ready.push(up - asked)
  answered.push(done - asked)
}
removeDirectory(directory)

const summary = (times: number[]) => {
  const sorted = times.toSorted((a, b) => a - b).map(Math.round)
  return {median: sorted[sorted.length >> 1], worst: sorted.at(-1)}
}
console.log(
  JSON.stringify({
    bench: 'start',
    unit: 'ms',
    runs,
    documents,
    node: summary(node),
    ready: summary(ready),
    firstAnswer: summary(answered),
  }),
)
