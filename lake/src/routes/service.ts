/** Small questions about the service itself: is it there, may this page speak to it, what does it offer. */
import {isAllowedOrigin} from '../access/origin.ts'
import type {Route} from '../route.ts'

const ping: Route = {
  method: 'GET',
  path: '/ping',
  handle: () => Response.json({ping: 'pong'}),
}

const pingDataset: Route = {
  method: 'GET',
  path: '/data/ping/:dataset',
  handle({params, datasets}) {
    datasets.get(params['dataset'] ?? '')
    return Response.json({ping: 'pong'})
  },
}

const checkCors: Route = {
  method: 'GET',
  path: '/check/cors',
  handle({request, origins}) {
    const allowed = isAllowedOrigin(request.headers.get('origin'), origins)
    return Response.json({result: {allowed, withCredentials: allowed}})
  },
}

/** Switches in Studio: releases, and scheduling of single documents. */
const features: Route = {
  method: 'GET',
  path: '/features',
  handle: () => Response.json(['contentReleases', 'singleDocRelease']),
}

/** Studio asks before it would count clicks for its maker. Nobody counts here. */
const telemetry: Route = {
  method: 'GET',
  path: '/intake/telemetry-status',
  handle: () => Response.json({status: 'denied'}),
}

/** Offers of the hosted service, such as trials. A lake has none, and Studio shows nothing then. */
const offers: Route = {
  method: 'GET',
  path: '/journey/:offer+',
  handle: () => Response.json(null),
}

/** What Studio lists in its help menu. Without an answer it would send editors to the sales department of its maker. */
const help: Route = {
  method: 'GET',
  path: '/help',
  handle: () => Response.json({resources: {sectionArray: []}}),
}

export const service: Route[] = [ping, pingDataset, checkCors, features, telemetry, offers, help]
