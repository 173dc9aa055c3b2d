/**
 * The Markdown that is read here: CommonMark with GitHub's tables, strikethrough, task lists, footnotes and bare addresses.
 *
 * One tilde strikes nothing through: it is how people write “about”. Everything that the pipeline does besides is a plugin
 * of its own, so that this much can be held against the specifications.
 */
import {remark} from 'remark'
import remarkGfm from 'remark-gfm'

export const markdownReader = () => remark().use(remarkGfm, {singleTilde: false})
