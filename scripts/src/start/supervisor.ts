/**
 * Bring an installation up, in the order in which the parts need each other, and take it down again.
 *
 * lake → accounts → Studio and site → webhook → first content → front page → schedule. A part that dies or hangs later is started
 * again; the others go on.
 */
import type {StartOptions} from '../../start/options.mjs'
import {setUp} from '../../setup/index.mjs'
import {checkout} from '../../setup/place.mjs'
import type {Progress} from '../../setup/progress.mjs'
import {openDataDirectory} from '../directory/data-directory.ts'
import {removeRunning, writeRunning} from '../directory/running.ts'
import type {Addresses} from '../directory/running.ts'
import {readSecrets, writeSecrets} from '../directory/secrets.ts'
import {connect} from '../lake/address.ts'
import {ensureAccounts} from './accounts.ts'
import {startPart} from './part.ts'
import type {Part, PartPlan} from './part.ts'
import {addressesOf, lakeOf, lakePlan, sitePlan, studioPlan} from './plans.ts'
import type {Installation} from './plans.ts'
import {chooseAdminPorts, choosePorts} from './ports.ts'
import {keepSchedule} from './schedule.ts'
import {seed} from './seed.ts'
import {openFrontPage} from './front-page.ts'
import {followSources, stateOf} from './sources.ts'
import {registerWebhook} from './webhook.ts'

export interface Running {
  addresses: Addresses
  /** The site as its readers know it, who may come by way of another web server. */
  readers: string
  token: string
  directory: string
}

export interface Supervisor {
  up(): Promise<Running>
  /** End every part; safe at any moment, also while `up` is under way, and safe to call twice. */
  down(): Promise<void>
}

export function createSupervisor(options: StartOptions, progress: Progress): Supervisor {
  const parts: Part[] = []
  const starting: Promise<unknown>[] = []
  const ending = new AbortController()
  let release = () => {}
  let schedule: Promise<void> | undefined
  let downed: Promise<void> | undefined

  const start = async (plan: PartPlan) => {
    ending.signal.throwIfAborted()
    // Who works on the code stops a part in a debugger for as long as they like.
    const starts = startPart(
      {...plan, ...(options.watch ? {heartbeat: 'never'} : {})},
      ending.signal,
    )
    starting.push(starts)
    const part = await starts
    parts.push(part)
    return part
  }

  async function up(): Promise<Running> {
    const built = options.watch ? await sourcesOfParts() : undefined
    const directory = await openDataDirectory(options.directory)
    release = () => {
      removeRunning(directory)
      directory.release()
    }
    const ports = await choosePorts(options.ports)
    const adminPorts = await chooseAdminPorts(ports)
    const secrets = await readSecrets(directory)
    await writeSecrets(directory, secrets)
    const addresses = addressesOf(ports)
    for (const name of options.unused) {
      const why =
        name === 'FRONT_CACHE_SECRET'
          ? 'FRONT_CACHE_URLS names no cache'
          : 'npm start gives its parts settings of its own'
      progress.line(`${name} is set and has no effect: ${why}.`)
    }
    const installation: Installation = {
      directory,
      ports,
      adminPorts,
      addresses,
      secrets,
      open: options.open,
      print: progress.line,
    }

    const lakePart = await during('Starting the Content Lake', async () => {
      const part = await start(lakePlan(installation))
      await ensureAccounts(directory, secrets, lakeOf(ports))
      return part
    })
    const [studioPart, sitePart] = await during('Starting the Studio and the site', () =>
      together([start(studioPlan(installation)), start(sitePlan(installation))]),
    )
    const lake = {...lakeOf(ports), token: secrets.editorToken}
    const client = connect(lake)
    await during('Connecting the site with the Content Lake', () =>
      registerWebhook(lake, addresses.site, secrets.webhookSecret),
    )
    if (!secrets.seededAt) {
      await during('Putting the first article in', () => seed(client))
      secrets.seededAt = new Date().toISOString()
      await writeSecrets(directory, secrets)
    }
    await during('Opening the front page', () => openFrontPage(addresses.site))
    const {scheduleToken: token} = secrets
    schedule = keepSchedule(directory, lake, {token, signal: ending.signal}).catch(
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error)
        progress.line(
          `Nothing scheduled is carried out any more (${reason}). Start Masthead again.`,
        )
      },
    )
    await writeRunning(directory, {
      ...addresses,
      siteAdmin: `http://127.0.0.1:${adminPorts.site}`,
      lakeAdmin: `http://127.0.0.1:${adminPorts.lake}`,
    })
    if (built) {
      const watched = [
        {title: 'The Content Lake', ...built.lake, part: lakePart},
        {title: 'The Studio', ...built.studio, part: studioPart},
        {title: 'The site', ...built.site, part: sitePart},
      ]
      const {signal} = ending
      await followSources({root: checkout, watched, build, print: progress.line, signal})
    }
    const readers = options.open.SITE_URL ?? addresses.site
    return {addresses, readers, token: secrets.editorToken, directory: directory.path}
  }

  const build = async () => void (await setUp({progress}))

  async function during<Answer>(text: string, work: () => Promise<Answer>): Promise<Answer> {
    ending.signal.throwIfAborted()
    const step = progress.step(text)
    try {
      const answer = await work()
      step.done()
      return answer
    } catch (error) {
      step.failed()
      throw error
    }
  }

  async function stopAll(): Promise<void> {
    ending.abort()
    await Promise.allSettled(starting)
    // The site and the Studio first: they ask the lake.
    const [lake, ...others] = parts
    await Promise.all(others.map((part) => part.stop()))
    await lake?.stop()
    // Last: a question that hung has no lake to wait for any more.
    await schedule
    release()
  }

  return {up, down: () => (downed ??= stopAll())}
}

/** The sources of each part, as they are now. */
async function sourcesOfParts() {
  const below = async (...folders: string[]) => ({
    folders,
    state: await stateOf(checkout, folders),
  })
  return {
    lake: await below('lake'),
    studio: await below('studio', 'web/src/markdown'),
    site: await below('web'),
  }
}

/** Wait for all, also when one fails: nothing may still be starting when the failure is handled. */
async function together<Answer>(
  work: [Promise<Answer>, Promise<Answer>],
): Promise<[Answer, Answer]> {
  await Promise.allSettled(work)
  return Promise.all(work)
}
