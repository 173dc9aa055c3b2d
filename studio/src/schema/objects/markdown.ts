/** A long text in Markdown: a plain string in the document, written in an editor of its own. */
import {TextIcon} from '@sanity/icons/Text'
import {defineType, type TextDefinition} from 'sanity'
import {MarkdownInput} from '../../markdown-input/MarkdownInput.tsx'

/** Lets a field say how many lines its editor shows. */
declare module 'sanity' {
  interface IntrinsicDefinitions {
    markdown: Omit<TextDefinition, 'type'> & {type: 'markdown'}
  }
}

export const markdown = defineType({
  name: 'markdown',
  title: 'Markdown',
  type: 'text',
  icon: TextIcon,
  components: {input: MarkdownInput},
})
