/**
 * The Studio: Sanity's own, by configuration alone.
 *
 * Its settings are fetched when the page opens (see `src/settings/`). What Sanity offers as a hosted service and this
 * project does not use is off; what cannot be switched off is taken out of the built page (`src/build/`) or answered here
 * (`src/settings/elsewhere.ts`), and the policy of `src/server/` refuses whatever else would go elsewhere.
 */
import {visionTool} from '@sanity/vision'
import {defineConfig} from 'sanity'
import {structureTool} from 'sanity/structure'
import {documentActions, newDocuments} from './src/actions/index.ts'
import {pictures} from './src/pictures/index.ts'
import {preview} from './src/preview/presentation.ts'
import {livePreview} from './src/preview/livePreview.tsx'
import {publication} from './src/publication/index.ts'
import {receipts} from './src/receipts/index.tsx'
import {removal} from './src/removal/index.tsx'
import {reviewLinks} from './src/review/index.tsx'
import {saving} from './src/saving/index.tsx'
import {scheduling} from './src/schedule/index.tsx'
import {schemaTypes} from './src/schema/index.ts'
import {auth} from './src/settings/auth.ts'
import {createStudioClient} from './src/settings/client.ts'
import {stayingHere} from './src/settings/elsewhere.ts'
import {loadSettings} from './src/settings/load.ts'
import {toolsFor} from './src/settings/tools.ts'
import {honestWords, wordsOfEmptyLists, wordsOfRefusals} from './src/settings/words.ts'
import {desk} from './src/structure/desk.ts'

globalThis.fetch = stayingHere(globalThis.fetch)
const {projectId, dataset, apiHost, siteUrl, readersUrl, title} = await loadSettings()

export default defineConfig({
  title,
  projectId,
  dataset,
  apiHost,
  unstable_clientFactory: createStudioClient,
  auth,
  plugins: [
    structureTool({title: 'Content', structure: desk}),
    publication(),
    preview(siteUrl),
    livePreview({siteUrl}),
    receipts({siteUrl, readersUrl}),
    saving(),
    scheduling(),
    reviewLinks({readersUrl}),
    removal(),
    pictures(),
    visionTool({title: 'Query', defaultApiVersion: '2025-02-19', defaultDataset: dataset}),
  ],
  tools: toolsFor,
  i18n: {bundles: [honestWords, wordsOfEmptyLists, wordsOfRefusals]},
  schema: {types: schemaTypes},
  document: {
    actions: documentActions,
    newDocumentOptions: newDocuments,
    comments: {enabled: false},
    askToEdit: {enabled: false},
  },
  releases: {enabled: false},
  scheduledDrafts: {enabled: false},
  scheduledPublishing: {enabled: false},
  tasks: {enabled: false},
  mediaLibrary: {enabled: false},
  announcements: {enabled: false},
  apps: {canvas: {enabled: false}},
})
