/** An editors' desk: a real lake and the built Studio on free ports, two editors with a link each, and something to write about. */
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import type {SanityClient} from '@sanity/client'
import type {Page} from 'playwright-core'
import {readConfig, startStudio} from '@masthead/studio/server'
import {choosePorts} from '../../scripts/src/start/ports.ts'
import {test as browserTest, testInShell as shellTest} from './browser.ts'
import {repository} from './directory.ts'
import {seatAtStudio, type Seat} from './seat.ts'
import {dataset, projectId, startLake, type RunningLake, type User} from './servers.ts'

export interface Desk {
  /** Address of the Studio. */
  studio: string
  lake: RunningLake
  /** An administrator's, over all versions of all documents. */
  client: SanityClient
  anna: User
  bo: User
  stop(): Promise<void>
}

export async function openDesk(options: {dataset?: string} = {}): Promise<Desk> {
  const name = options.dataset ?? dataset
  const ports = await choosePorts({site: 0, studio: 0, lake: 0})
  const studio = `http://localhost:${ports.studio}`
  const lake = await startLake({
    port: ports.lake,
    env: {LAKE_ALLOWED_ORIGINS: studio, LAKE_DATASETS: name},
  })
  const server = await startStudio(
    readConfig({
      STUDIO_PORT: String(ports.studio),
      STUDIO_DIRECTORY: builtStudio(),
      STUDIO_PROJECT_ID: projectId,
      STUDIO_DATASET: name,
      STUDIO_API_HOST: lake.url,
      STUDIO_SITE_URL: `http://localhost:${ports.site}`,
    }),
  )
  const anna = await lake.addUser('Anna Abel', 'administrator')
  const bo = await lake.addUser('Bo Baker', 'editor')
  const client = lake.client(anna.token).withConfig({dataset: name, perspective: 'raw'})
  await client
    .transaction()
    .create({_id: 'author-ada', _type: 'author', name: 'Ada Example', slug: slug('ada-example')})
    .create({
      _id: 'topic-interviews',
      _type: 'topic',
      title: 'Interviews',
      slug: slug('interviews'),
    })
    .commit()
  return {
    studio,
    lake,
    client,
    anna,
    bo,
    async stop() {
      await server.close()
      await lake.stop()
    },
  }
}

/** An article as it stands after its first publication. */
export const publishedArticle = (id: string, title: string) => ({
  _id: id,
  _type: 'article',
  title,
  slug: slug(id),
  language: 'en',
  body: 'First line.\n\nLast line.',
  authors: [{_type: 'reference', _key: 'ada', _ref: 'author-ada'}],
  topics: [{_type: 'reference', _key: 'interviews', _ref: 'topic-interviews'}],
  publishedAt: '2026-01-02T03:04:05.000Z',
})

const slug = (current: string) => ({_type: 'slug', current})

function builtStudio(): string {
  const directory = join(repository, 'studio', 'dist')
  if (existsSync(join(directory, 'index.html'))) return directory
  throw new Error(
    'The Studio is not built. Run `npm test`, or `pnpm --filter @masthead/studio build`.',
  )
}

interface Fixtures {
  desk: Desk
  annasSeat: Seat
  /** The page of Anna, who is signed in, with the desk on it. It is loaded once a file. */
  anna: Page
}

const withDesk = (inBrowser: typeof browserTest) =>
  inBrowser.extend<Fixtures>({
    desk: [
      async ({}, use) => {
        const desk = await openDesk()
        await use(desk)
        await desk.stop()
      },
      {scope: 'file'},
    ],
    annasSeat: [
      async ({browser, desk}, use) => {
        const seat = seatAtStudio(browser, {studio: desk.studio, token: desk.anna.token})
        await use(seat)
        await seat.close()
      },
      {scope: 'file'},
    ],
    anna: async ({annasSeat, task}, use) => {
      await use(await annasSeat.take())
      await annasSeat.leave(task)
    },
  })

/** For tests at one desk a file, where Anna sits, with profiles of a browser for whoever else comes. */
export const test = withDesk(browserTest)

/** The same in a headless shell. */
export const testInShell = withDesk(shellTest)
