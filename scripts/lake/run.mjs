/** Run one lake in the foreground: say where it answers and with which token, end with it. */
import {spawn} from 'node:child_process'
import {createInterface} from 'node:readline'
import {join} from 'node:path'
import {checkout} from '../setup/place.mjs'
import {OperatorError} from '../setup/problem.mjs'
import {administratorToken, tokenFile} from './token.mjs'

const main = join(checkout, 'lake', 'src', 'main.mjs')
const guard = new URL('../src/start/guard.mjs', import.meta.url).href

/** The lake's settings are options here, and its remedies name them. */
const optionOf = {
  LAKE_DIRECTORY: '--directory',
  LAKE_PORT: '--port',
  LAKE_PROJECT_ID: '--project',
  LAKE_DATASETS: '--dataset',
  LAKE_ALLOWED_ORIGINS: '--origin',
}

/**
 * @param {string} node
 * @param {import('./options.mjs').LakeOptions} options
 */
export async function runLake(node, options) {
  const {directory, project, dataset, port, origins, json} = options
  // A process group of its own: a terminal's Ctrl-C reaches this process alone, which passes it on once.
  const child = spawn(node, ['--import', guard, main], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...environment(),
      LAKE_DIRECTORY: directory,
      LAKE_PORT: String(port),
      LAKE_PROJECT_ID: project,
      LAKE_DATASETS: dataset,
      LAKE_ALLOWED_ORIGINS: origins.join(','),
    },
  })
  let stopping = false
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      stopping = true
      child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
    })
  }
  const ended = new Promise((resolve) => child.once('close', resolve))

  const listening = await ready(child)
  if (listening === undefined) {
    process.exitCode = stopping ? 0 : 1
    return
  }
  const url = `http://localhost:${listening}`
  try {
    const token = await administratorToken({node, directory, port: listening})
    process.stdout.write(
      json ? `${JSON.stringify({url, token})}\n` : announcement({...options, url, token}),
    )
  } catch (error) {
    child.kill('SIGTERM')
    await ended
    throw error
  }
  const code = await ended
  process.exitCode = stopping ? 0 : Number(code ?? 1)
}

/** This process's own settings are none of the lake's. */
const environment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LAKE_')))

/**
 * The port, once the lake says it; `undefined` when it was stopped first. Its words go to standard error, before and after.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number | undefined>}
 */
function ready(child) {
  /** @type {string[]} */
  const words = []
  let up = false
  const {stdout, stderr} = child
  if (!stdout || !stderr) throw new Error('The lake was started without pipes')
  stderr.setEncoding('utf8').on('data', (text) => {
    if (up) process.stderr.write(text)
    else words.push(text)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(undefined)
      else reject(notStarted(words.join('')))
    })
    createInterface({input: stdout}).on('line', (line) => {
      if (!line.startsWith('{')) return
      up = true
      process.stderr.write(words.join(''))
      resolve(JSON.parse(line).port)
    })
  })
}

/** @param {string} words   what happened and what to do, in the lake's words */
function notStarted(words) {
  const said = Object.entries(optionOf)
    .reduce((text, [setting, option]) => text.replaceAll(setting, option), words)
    .trim()
  return new OperatorError(
    said || 'The lake ended without a word.',
    'Nothing was changed. See "npm run lake -- --help" for what can be told.',
  )
}

/** @param {import('./options.mjs').LakeOptions & {url: string, token: string}} started */
const announcement = ({url, token, project, dataset, directory, origins}) => `
A Content Lake answers at ${url}

  project    ${project}
  dataset    ${dataset}
  token      ${token}
             (an administrator's; kept in ${tokenFile(directory)})
  directory  ${directory}
  pages of   ${origins.join(', ')} may speak to it

With @sanity/client:

  createClient({
    projectId: '${project}', dataset: '${dataset}', apiVersion: '2025-02-19', useCdn: false,
    apiHost: '${url}', useProjectHostname: false, token: '…',
  })

Ctrl-C ends it; the next start finds everything as it was.
`
