/**
 * The site's own API, put together: the lake's webhook, and what Studio asks for.
 *
 * A webhook tells everything that follows changes, in order: what is stale is marked on disk before the answer, and who waits
 * for the change has a receipt by then.
 */
import type {SiteWatch} from '../admin/site-watch.ts'
import {disableDraft, enableDraft} from '../api/draft-mode.ts'
import {draftPage} from '../api/draft-page.ts'
import {receiptsApi} from '../api/receipts.ts'
import {revalidate} from '../api/revalidate.ts'
import {ApiRoutes} from '../api/routes.ts'
import type {SiteConfig} from '../config.ts'
import type {Fleet} from '../fleet/fleet.ts'
import type {FrontCaches} from '../front-cache/front-caches.ts'
import type {Belief} from '../invalidation/belief.ts'
import type {Invalidation} from '../invalidation/invalidation.ts'
import type {Sweep} from '../invalidation/sweep.ts'
import {webhookRule} from '../invalidation/webhook-rule.ts'
import {Editors} from '../receipts/editors.ts'
import type {Receipts} from '../receipts/receipts.ts'
import type {Redirects} from '../redirects/redirects.ts'
import type {SearchIndex} from '../search/search-index.ts'
import type {DraftCookie} from './draft-cookie.ts'
import type {DraftPages} from './draft-pages.ts'
import type {LakeClient} from './lake-client.ts'
import {log, reasonOf} from '../log.ts'
import type {NextDoor} from './next-door.ts'
import {workOff} from './work-off.ts'

export interface SiteApiParts {
  config: SiteConfig
  webhookSecret: string
  watch: SiteWatch
  lake: LakeClient
  belief: Pick<Belief, 'told'>
  invalidation: Invalidation
  redirects: Redirects
  receipts: Receipts
  search: SearchIndex
  sweep: Sweep
  frontCaches: FrontCaches
  fleet: Fleet | undefined
  draftCookie: DraftCookie
  draftPages: DraftPages | undefined
  /** Renders the page that an editor asks for in a moment. */
  next: Pick<NextDoor, 'open'>
}

/** Every delivery of such a webhook is alike. */
function sayOnce(say: (fields: string[]) => void): (fields: string[]) => void {
  let isSaid = false
  return (fields) => {
    if (!isSaid) say(fields)
    isSaid = true
  }
}

export function siteApi(parts: SiteApiParts): ApiRoutes {
  const {config, webhookSecret, watch, lake, receipts} = parts
  const {sweep, frontCaches, fleet, draftCookie, draftPages, next} = parts
  const {projectId, dataset, readToken} = config.lake
  const editors = new Editors({
    whoIs: async (bearer) => (await lake(bearer)).request({uri: '/users/me'}),
  })
  return new ApiRoutes({
    revalidate: watch.delivering(
      revalidate({
        secret: webhookSecret,
        projectId,
        dataset,
        apply: async (change, transaction, delivery) => {
          watch.invalidated('webhook')
          const effect = await workOff(change, parts, {writes: true, transaction, delivery})
          for (const address of effect.paths) void frontCaches.refresh(address)
          sweep.told(change)
          return effect
        },
        elsewhere: fleet,
        report: (error) => log('error', 'change not worked off', {reason: reasonOf(error)}),
        outdated: sayOnce((fields) =>
          log('warn', 'the webhook was registered with an older rule', {
            untold: fields,
            remedy:
              'Give it the filter and the projection that /api/webhook-rule answers; npm start does.',
          }),
        ),
      }),
    ),
    webhookRule: async () => Response.json(webhookRule),
    enableDraft: enableDraft({
      client: readToken ? () => lake(readToken) : undefined,
      cookie: draftCookie,
      entered: () => next.open(),
    }),
    disableDraft: disableDraft({cookie: draftCookie}),
    draftPage: draftPage({
      pages: draftPages,
      cookie: draftCookie,
      report: (address, error) => log('warn', 'draft page', {address, reason: reasonOf(error)}),
    }),
    receipts: receiptsApi({
      receipts,
      elsewhere: fleet && ((transaction) => fleet.receipts.get(transaction)),
      editors,
      studioOrigin: config.studioUrl,
    }),
  })
}
