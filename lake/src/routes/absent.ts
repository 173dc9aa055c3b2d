/**
 * Parts of Sanity's API that this lake does not have. A client that calls one is told which, instead of a 404 that
 * could mean a wrong address.
 */
import {notImplemented} from '../errors.ts'
import type {Route} from '../route.ts'

const METHODS: Route['method'][] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

const FEATURES: [path: string, feature: string, methods?: Route['method'][]][] = [
  ['/datasets/:dataset/settings/embeddings', 'embeddings', ['PUT']],
  ['/projects/:project/datasets/:dataset/settings/embeddings', 'embeddings', ['PUT']],
  ['/projects/:project/datasets/:dataset/copy', 'copying datasets (export and import one instead)'],
  ['/projects/:project/datasets/:dataset/tags/:tag', 'dataset tags'],
  ['/projects/:project/aliases', 'dataset aliases'],
  ['/projects/:project/aliases/:alias', 'dataset aliases'],
  [
    '/projects/:project/cors',
    'changing origins while it runs (set LAKE_ALLOWED_ORIGINS)',
    METHODS.filter((method) => method !== 'GET'),
  ],
  ['/projects/:project/cors/:origin', 'changing origins while it runs (set LAKE_ALLOWED_ORIGINS)'],
  ['/projects/:project/schemas', 'stored schemas'],
  ['/projects/:project/datasets/:dataset/schemas', 'stored schemas'],
  ['/data/schemas/:dataset', 'stored schemas'],
  ['/data/stats/:dataset', 'statistics of datasets'],
  ['/data/backup/:dataset', 'hosted backups (export instead)'],
  ['/projects/:project/roles', 'custom roles'],
  ['/projects/:project/roles/:rest+', 'custom roles'],
  ['/projects/:project/permissions', 'custom roles'],
  ['/projects/:project/permissions/:rest+', 'custom roles'],
  ['/projects/:project/permissionResourceSchemas', 'custom roles'],
  ['/projects/:project/features', 'features by plan'],
  ['/projects/:project/features/:feature', 'features by plan'],
  ['/access/:rest+', 'the Access API (administrators manage users and tokens of a project)'],
  ['/schedules/:rest+', 'the Scheduling API (schedule a release)'],
  ['/agent/action/:rest+', 'Agent Actions'],
  ['/blueprints/:rest+', 'Blueprints'],
  ['/collaboration/:rest+', 'comments'],
  ['/context/:rest+', 'knowledge bases'],
  ['/embeddings-index/:rest+', 'embeddings'],
  ['/media-libraries/:rest+', 'the Media Library'],
  ['/media-libraries', 'the Media Library'],
  ['/canvases/:rest+', 'Canvas'],
  ['/functions/:rest+', 'Functions'],
  ['/graphql/:rest+', 'GraphQL'],
  ['/jobs/:rest+', 'jobs'],
  ['/invitations/:rest+', 'invitations (add users with users.ts)'],
]

export const absent: Route[] = FEATURES.flatMap(([path, feature, methods = METHODS]) =>
  methods.map((method) => ({
    method,
    path,
    handle() {
      throw notImplemented(feature)
    },
  })),
)
