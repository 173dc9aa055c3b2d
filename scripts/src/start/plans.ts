/** How each part is started: its module and its settings. The only place that knows the names of their variables. */
import type {OpenSettings} from '../../start/settings.mjs'
import type {DataDirectory} from '../directory/data-directory.ts'
import type {Secrets} from '../directory/secrets.ts'
import type {Addresses} from '../directory/running.ts'
import type {LakeAddress} from '../lake/address.ts'
import {openLog} from './log.ts'
import {moduleOf} from './part.ts'
import type {PartPlan} from './part.ts'
import type {AdminPorts, Ports} from './ports.ts'

export interface Installation {
  directory: DataDirectory
  ports: Ports
  adminPorts: AdminPorts
  addresses: Addresses
  secrets: Secrets
  /** Given by whoever starts it, for readers elsewhere. */
  open: OpenSettings
  print: (line: string) => void
}

const projectId = 'masthead'
const dataset = 'production'

/** Browsers say `localhost`; Node says the address itself, which needs no look-up. */
export const addressesOf = (ports: Ports): Addresses => ({
  site: `http://localhost:${ports.site}`,
  studio: `http://localhost:${ports.studio}`,
  lake: `http://localhost:${ports.lake}`,
})

export const lakeOf = (ports: Pick<Ports, 'lake'>): Omit<LakeAddress, 'token'> => ({
  origin: `http://127.0.0.1:${ports.lake}`,
  projectId,
  dataset,
})

export const lakePlan = ({
  directory,
  ports,
  adminPorts,
  addresses,
  open,
  print,
}: Installation): PartPlan => ({
  title: 'The Content Lake',
  main: moduleOf('lake/src/main.mjs'),
  folder: moduleOf('lake'),
  log: openLog(directory.file('logs', 'lake.log')),
  print,
  env: environment({
    LAKE_DIRECTORY: directory.file('lake'),
    LAKE_PORT: String(ports.lake),
    LAKE_ADMIN_PORT: String(adminPorts.lake),
    LAKE_PROJECT_ID: projectId,
    LAKE_DATASETS: dataset,
    LAKE_ALLOWED_ORIGINS: [addresses.studio, addresses.site].join(','),
    LAKE_PUBLIC_URL: addresses.lake,
    LAKE_KEEP_DELETED_ASSETS_DAYS: open.LAKE_KEEP_DELETED_ASSETS_DAYS,
  }),
})

export const studioPlan = ({directory, ports, addresses, open, print}: Installation): PartPlan => ({
  title: 'The Studio',
  main: moduleOf('studio/src/server/main.ts'),
  folder: moduleOf('studio'),
  log: openLog(directory.file('logs', 'studio.log')),
  print,
  env: environment({
    STUDIO_PORT: String(ports.studio),
    STUDIO_PROJECT_ID: projectId,
    STUDIO_DATASET: dataset,
    STUDIO_API_HOST: addresses.lake,
    STUDIO_SITE_URL: addresses.site, // the preview's cookie reaches a frame of the same host only
    STUDIO_READERS_URL: open.SITE_URL,
    STUDIO_TITLE: 'Masthead',
  }),
})

export const sitePlan = (installation: Installation): PartPlan => {
  const {directory, ports, adminPorts, addresses, secrets, open, print} = installation
  return {
    title: 'The site',
    main: moduleOf('web/src/server/main.mjs'),
    flags: ['--max-semi-space-size=4'], // as docs/operating.md says; it bounds what is garbage a moment later
    folder: moduleOf('web'),
    log: openLog(directory.file('logs', 'site.log')),
    print,
    env: environment({
      SITE_PORT: String(ports.site),
      SITE_ADMIN_PORT: String(adminPorts.site),
      SITE_URL: open.SITE_URL ?? addresses.site,
      SITE_DIRECTORY: directory.file('site'),
      SANITY_API_HOST: lakeOf(ports).origin,
      SANITY_USE_PROJECT_HOSTNAME: 'false',
      SANITY_PROJECT_ID: projectId,
      SANITY_DATASET: dataset,
      SANITY_READ_TOKEN: secrets.siteToken,
      SANITY_WRITE_TOKEN: secrets.redirectsToken,
      SANITY_WEBHOOK_SECRET: secrets.webhookSecret,
      DRAFT_SECRET: secrets.draftSecret,
      STUDIO_URL: addresses.studio,
      REDIS_URL: open.REDIS_URL,
      FRONT_CACHE_URLS: open.FRONT_CACHE_URLS,
      FRONT_CACHE_SECRET: open.FRONT_CACHE_SECRET,
    }),
  }
}

/** Production, no telemetry, and of the variables that a part reads only those that are meant for it here. */
function environment(settings: Record<string, string | undefined>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(LAKE_|STUDIO_|SITE_|SANITY_|DRAFT_SECRET|IMAGES_|REDIS_URL|FRONT_CACHE_|npm_|NODE_OPTIONS)/.test(
        name,
      ),
  )
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    ...settings,
  }
}
