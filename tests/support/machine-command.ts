/**
 * A command that the tests need from the machine (`redis-server`, `nginx`): one that a setting names, else one that is installed, else Debian's
 * package, unpacked once below `.masthead/debian/` without becoming root. Without any of them the tests fail and say what to do; they are
 * never skipped.
 */
import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {mkdir, readdir, rename, rm} from 'node:fs/promises'
import {delimiter, join} from 'node:path'
import {promisify} from 'node:util'
import {repository} from './directory.ts'

export interface MachineCommand {
  executable: string
  env: Record<string, string>
}

export interface Wanted {
  command: string
  /** The Debian package that brings it. */
  debian: string
  /** The setting that names one. */
  setting: string
}

const run = promisify(execFile)
const folders = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin']

export async function machineCommand(
  wanted: Wanted,
  env: NodeJS.ProcessEnv = process.env,
): Promise<MachineCommand> {
  const {command, debian, setting} = wanted
  const named = env[setting]
  if (named) {
    if (existsSync(named)) return {executable: named, env: {}}
    throw new Error(`${setting} names ${named}, which does not exist. Correct or unset it.`)
  }
  const places = [...(env['PATH'] ?? '').split(delimiter).filter(Boolean), ...folders]
  const installed = places.map((folder) => join(folder, command)).find((path) => existsSync(path))
  if (installed) return {executable: installed, env: {}}
  try {
    return await unpackedCommand(wanted)
  } catch (error) {
    throw new Error(
      `These tests need ${command}, and it is not on this machine. Install it (Debian: \`apt-get install ${debian}\`), ` +
        `or set ${setting} to the path of one.`,
      {cause: error},
    )
  }
}

/** Debian's package and what it needs that is not installed, unpacked beside its place and renamed, so that nothing is left half done. */
export async function unpackedCommand({
  command,
  debian,
}: Omit<Wanted, 'setting'>): Promise<MachineCommand> {
  const place = join(repository, '.masthead', 'debian', debian)
  if (!existsSync(place)) {
    const draft = `${place}.${process.pid}`
    try {
      await unpack(debian, draft)
      await rename(join(draft, 'root'), place)
    } catch (error) {
      // Another worker may have been quicker: then its copy is as good.
      if (!existsSync(place)) throw error
    } finally {
      await rm(draft, {recursive: true, force: true})
    }
  }
  const executable = ['usr/sbin', 'usr/bin']
    .map((folder) => join(place, folder, command))
    .find(existsSync)
  if (!executable) throw new Error(`Debian's package ${debian} holds no ${command}.`)
  return {executable, env: {LD_LIBRARY_PATH: (await libraryFolders(place)).join(':')}}
}

async function unpack(debian: string, draft: string): Promise<void> {
  const own = (name: string) => join(draft, name)
  await mkdir(own('lists/partial'), {recursive: true})
  await mkdir(own('cache/archives/partial'), {recursive: true})
  await mkdir(own('root'), {recursive: true})
  const places = [
    `Dir::State::lists=${own('lists')}`,
    `Dir::Cache=${own('cache')}`,
    'Debug::NoLocking=true',
  ]
  const options = places.flatMap((place) => ['-o', place])
  await run('apt-get', [...options, 'update'])
  const download = [
    'install',
    '--download-only',
    '--no-install-recommends',
    '--reinstall',
    '-y',
    debian,
  ]
  await run('apt-get', [...options, ...download])
  const packages = (await readdir(own('cache/archives'))).filter((name) => name.endsWith('.deb'))
  for (const name of packages) await run('dpkg', ['-x', own(`cache/archives/${name}`), own('root')])
}

async function libraryFolders(place: string): Promise<string[]> {
  const found: string[] = []
  for (const libraries of [join(place, 'usr', 'lib'), join(place, 'lib')]) {
    const inside = await readdir(libraries, {withFileTypes: true}).catch(() => [])
    const folders = inside.filter((one) => one.isDirectory()).map(({name}) => join(libraries, name))
    found.push(libraries, ...folders)
  }
  return found
}
