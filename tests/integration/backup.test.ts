/** `content backup` beside a lake that is being written to: what was acknowledged before is in it, and a lake goes on from it. */
import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync, statSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {runCommand} from '../support/command.ts'
import {removeDirectory, repository, temporaryDirectory} from '../support/directory.ts'
import {startLake} from '../support/servers.ts'

function newDirectory() {
  const directory = temporaryDirectory('backup')
  onTestFinished(() => removeDirectory(directory))
  return directory
}

async function lakeOn(directory: string) {
  mkdirSync(directory, {recursive: true})
  const lake = await startLake({directory})
  onTestFinished(() => lake.stop())
  return lake
}

const drawing = (text: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>${text}</title></svg>`,
  )

test('a backup that is made while an editor writes holds what was acknowledged before, and a lake goes on from it', async () => {
  const data = newDirectory()
  const lake = await lakeOn(join(data, 'lake'))
  const {token} = await lake.addUser('Andrea')
  const client = lake.client(token)
  const acknowledged: string[] = []
  let writing = true
  const write = async () => {
    for (let number = 0; writing; number++) {
      const picture = await client.assets.upload('image', drawing(`Number ${number}`))
      const asset = {_type: 'reference', _ref: picture._id}
      await client.create({_id: `note-${number}`, _type: 'note', image: {asset}})
      acknowledged.push(`note-${number}`)
    }
  }
  writeFileSync(join(data, 'secrets.json'), '{"editorToken": "kept"}', {mode: 0o600})
  mkdirSync(join(data, 'site'))
  for (const name of ['moved-a.json', 'pages.sqlite']) writeFileSync(join(data, 'site', name), '{}')
  const writer = write()
  await expect.poll(() => acknowledged.length).toBeGreaterThan(20)
  const before = [...acknowledged]
  const copy = join(newDirectory(), 'backups', 'monday')

  const {status, output} = await runCommand(['backup', copy, '--directory', data])

  const during = acknowledged.length
  writing = false
  await writer
  expect(output).toContain('holds what')
  expect(status).toBe(0)
  expect(during).toBeGreaterThan(before.length)
  expect(readdirSync(copy).toSorted()).toEqual(['lake', 'secrets.json', 'site'])
  expect(readdirSync(join(copy, 'site'))).toEqual(['moved-a.json'])
  expect(readdirSync(join(copy, 'lake')).toSorted()).toEqual(['datasets', 'lake.sqlite'])
  expect(statSync(copy).mode & 0o077).toBe(0)
  expect(readdirSync(dirname(copy))).toEqual(['monday'])
  expect(statSync(dirname(copy)).mode & 0o077).toBe(0)
  const restored = (await lakeOn(join(copy, 'lake'))).client(token)
  const ids = await restored.fetch<string[]>('*[_type == "note"]._id')
  expect(ids).toEqual(expect.arrayContaining(before))
  const missing = (
    await restored.fetch<{path: string}[]>('*[_type == "note"].image.asset->{path}')
  ).filter(({path}) => {
    const [, name = ''] = /([^/]+)$/.exec(path) ?? []
    return !existsSync(join(copy, 'lake/datasets/production/assets/images', name))
  })
  expect(missing).toEqual([])
  await restored.create({_id: 'next', _type: 'note'})
})

test('a damaged database is named and leaves nothing behind; a folder that holds something is refused', async () => {
  const data = newDirectory()
  mkdirSync(join(data, 'lake'))
  const target = newDirectory()

  writeFileSync(join(data, 'lake', 'lake.sqlite'), 'this is no database')
  const damaged = await runCommand(['backup', join(target, 'new'), '--directory', data])
  expect(damaged).toMatchObject({status: 1, output: expect.stringMatching(/not made: .*database/)})
  expect(readdirSync(target)).toEqual([])

  writeFileSync(join(target, 'something'), '')
  const full = await runCommand(['backup', target, '--directory', data])
  expect(full).toMatchObject({status: 1, output: expect.stringContaining('holds something')})
})

test('a lake does not go on with a copy that was cut off, and leaves it as it is', () => {
  const lake = newDirectory()
  writeFileSync(join(lake, 'lake.sqlite'), '')
  const to = join(newDirectory(), 'monday')
  mkdirSync(`${to}.unfinished`)
  writeFileSync(join(`${to}.unfinished`, 'lake.sqlite'), 'of another moment')
  const wish = [join(repository, 'lake/src/backup.ts'), '--directory', lake, '--to', to]

  const {status, stderr} = spawnSync(process.execPath, wish, {encoding: 'utf8'})

  expect(status).toBe(1)
  expect(stderr).toContain('monday.unfinished is there already')
  expect(stderr).toContain('remove that folder and begin again')
  expect(readdirSync(dirname(to))).toEqual(['monday.unfinished'])
  expect(readdirSync(`${to}.unfinished`)).toEqual(['lake.sqlite'])
})
