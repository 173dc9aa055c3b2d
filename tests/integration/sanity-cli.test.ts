/** The `sanity` command line, as it is, speaks to a lake by its settings. */
import {execFile, execFileSync} from 'node:child_process'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {stripVTControlCharacters} from 'node:util'
import sharp from 'sharp'
import {expect, onTestFinished, test} from 'vitest'
import {removeDirectory, repository, temporaryDirectory} from '../support/directory.ts'
import {dataset, projectId, startLake} from '../support/servers.ts'

const sanity = join(repository, 'studio', 'node_modules', 'sanity', 'bin', 'sanity')
const localhost = pathToFileURL(join(repository, 'lake', 'src', 'localhost.mjs')).href

/** A lake, and a project folder in which the command is called. */
async function openProject() {
  const lake = await startLake({
    env: {LAKE_ALLOWED_ORIGINS: 'http://localhost:3333,https://press.example.com'},
  })
  onTestFinished(() => lake.stop())
  const {token} = await lake.addUser('Ada', 'administrator')
  const folder = temporaryDirectory('sanity-cli')
  onTestFinished(() => removeDirectory(folder))
  const settings = JSON.stringify({api: {projectId, dataset}})
  writeFileSync(join(folder, 'sanity.cli.js'), `export default ${settings}\n`)
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    CI: '1',
    DO_NOT_TRACK: '1',
    NODE_OPTIONS: `--import ${localhost}`,
    SANITY_INTERNAL_ENV: lake.url,
    SANITY_AUTH_TOKEN: token,
  } as unknown as NodeJS.ProcessEnv // nothing else of this process's own
  const run = (...args: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const command = [sanity, ...args]
      execFile(process.execPath, command, {cwd: folder, env}, (error, stdout, stderr) => {
        if (error) reject(new Error(`sanity ${args.join(' ')}: ${stdout}${stderr}`))
        else resolve(stripVTControlCharacters(stdout))
      })
    })
  return {client: lake.client(token), folder, run}
}

/** The documents of an export, but for what an import gives anew. */
function documentsIn(archive: string): Record<string, unknown>[] {
  const into = `${archive}.d`
  mkdirSync(into)
  execFileSync('tar', ['-xzf', archive, '-C', into, '--strip-components=1'])
  return readFileSync(join(into, 'data.ndjson'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .map(({_rev, _updatedAt, ...rest}) => rest)
    .toSorted((a, b) => (String(a._id) < String(b._id) ? -1 : 1))
}

const line = (document: object) => `${JSON.stringify(document)}\n`

test('what `sanity datasets import` puts in, `sanity datasets export` gives back', async () => {
  const {client, folder, run} = await openProject()
  const at = '2020-01-02T03:04:05.678Z'
  const ada = {_id: 'ada', _type: 'author', name: 'Ada', _createdAt: at}
  const tides = {_type: 'article', title: 'Tides 🌊', author: {_ref: 'ada', _type: 'reference'}}
  const documents = [
    ada,
    {...tides, _id: 'drafts.tides', _createdAt: at},
    {...tides, _id: 'tides', _createdAt: at},
  ]
  writeFileSync(join(folder, 'content.ndjson'), documents.map(line).join(''))

  await run('datasets', 'import', 'content.ndjson', '--dataset', dataset)
  await run('datasets', 'export', dataset, 'out.tar.gz')

  expect(documentsIn(join(folder, 'out.tar.gz'))).toEqual(documents)
  expect(await client.fetch('*[_id == "tides"][0].author->name')).toBe('Ada')
}, 180_000)

test('export, import and export by the command line are equal, and its other commands work', async () => {
  const {client, folder, run} = await openProject()
  const blue = sharp({create: {width: 60, height: 40, channels: 3, background: '#28a'}})
  const picture = await client.assets.upload('image', await blue.png().toBuffer())
  const figure = {_type: 'image', asset: {_type: 'reference', _ref: picture._id}}
  await client.create({_id: 'tides', _type: 'article', title: 'Tides', figure})
  await client.create({_id: 'drafts.new', _type: 'article', title: 'New'})
  writeFileSync(join(folder, 'note.json'), '{"_id": "note", "_type": "note", "text": "Hello"}')

  await run('documents', 'create', 'note.json')
  expect(JSON.parse(await run('documents', 'get', 'note'))).toMatchObject({text: 'Hello'})
  expect(await run('documents', 'query', '*[_type == "note"].text')).toContain('"Hello"')
  await run('datasets', 'create', 'copy', '--visibility', 'public')
  expect((await run('datasets', 'list')).split('\n')).toEqual(
    expect.arrayContaining(['copy', dataset]),
  )
  await run('datasets', 'export', dataset, 'first.tar.gz')
  await run('datasets', 'import', 'first.tar.gz', '--dataset', 'copy')
  await run('datasets', 'export', 'copy', 'second.tar.gz')
  const [first, second] = ['first', 'second'].map((name) =>
    JSON.stringify(documentsIn(join(folder, `${name}.tar.gz`))).replaceAll(
      '/copy/',
      '/production/',
    ),
  )
  expect(second).toBe(first)
  expect(first).toContain('drafts.new')
  expect((await run('cors', 'list')).trim().split('\n')).toEqual(
    expect.arrayContaining(['http://localhost:3333', 'https://press.example.com']),
  )
  expect(await run('users', 'list')).toMatch(/\bAda\b.*\bAdministrator\b/)
  await expect(run('cors', 'add', 'https://evil.example.com', '--credentials')).rejects.toThrow(
    'LAKE_ALLOWED_ORIGINS',
  )
  await run('datasets', 'delete', 'copy', '--force')
  expect(await run('datasets', 'list')).not.toContain('copy')
}, 300_000)
