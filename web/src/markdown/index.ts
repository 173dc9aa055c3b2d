/**
 * The public door of the Markdown pipeline: `@masthead/web/markdown`.
 *
 * Pure: no React, no network, no clock. The site, the Studio's preview, the importer and `content check` all call it,
 * so what an editor sees beside the text is what a reader gets.
 */
export {unshownPassages} from './guard.ts'
export {renderMarkdown} from './pipeline.ts'
export type {RenderOptions, Rendered} from './pipeline.ts'
export type {MarkdownMessage} from './messages.ts'
export type {TocEntry} from './rehype-toc.ts'
export {countWords} from './words.ts'
