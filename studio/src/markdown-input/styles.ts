/** The look of the Markdown input. Colours are those of the Studio's theme, which sets them as custom properties on each card. */
import {Card} from '@sanity/ui'
import {styled} from 'styled-components'

/** The whole input. In full screen it fills the screen, and its panes fill what toolbar and notes leave. */
export const Frame = styled(Card)`
  &:fullscreen {
    display: flex;
    flex-direction: column;
    border-radius: 0;
  }
`

/** Editor above preview in a form's column; side by side where there is room, which full screen gives. */
export const Panes = styled.div<{$rows: number}>`
  container-type: inline-size;
  > div {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  > div > * {
    box-sizing: border-box;
    height: ${({$rows}) => $rows * 1.4}rem;
    min-height: 7rem;
  }
  > [data-mode='split'] > * {
    height: ${({$rows}) => $rows * 0.9}rem;
  }
  > div > [hidden] {
    display: none;
  }
  > [data-mode='split'] > * + * {
    border-top: 1px solid var(--card-border-color);
  }
  @container (min-width: 44rem) {
    > [data-mode='split'] {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    > [data-mode='split'] > * + * {
      border-top: 0;
      border-left: 1px solid var(--card-border-color);
    }
  }
  :fullscreen > & {
    flex: 1;
    min-height: 0;
    > div,
    > div > * {
      height: 100%;
      resize: none;
    }
    > [data-mode='edit'] > *,
    > [data-mode='preview'] > * {
      padding-inline: max(1.25rem, (100% - 44rem) / 2);
    }
  }
`

export const TextArea = styled.textarea`
  width: 100%;
  padding: 1rem;
  border: 0;
  outline: 0;
  resize: vertical;
  background: transparent;
  color: var(--card-fg-color);
  caret-color: var(--card-fg-color);
  font:
    0.875rem/1.6 ui-monospace,
    'SF Mono',
    Menlo,
    Consolas,
    'Liberation Mono',
    monospace;
  tab-size: 2;
  &::placeholder {
    color: var(--card-muted-fg-color);
  }
`

export const PreviewPane = styled.section`
  padding: 1rem 1.25rem;
  overflow-y: auto;
`

export const PreviewBody = styled.div`
  color: var(--card-fg-color);
  font:
    1rem/1.65 ui-serif,
    Georgia,
    'Times New Roman',
    serif;
  overflow-wrap: anywhere;
  > :first-child {
    margin-top: 0;
  }
  h2,
  h3,
  h4,
  h5,
  h6 {
    margin: 1.6em 0 0.5em;
    font-family: inherit;
    line-height: 1.25;
  }
  h2 {
    font-size: 1.4em;
  }
  h3 {
    font-size: 1.15em;
  }
  h4,
  h5,
  h6 {
    font-size: 1em;
  }
  p,
  ul,
  ol,
  blockquote,
  figure,
  pre,
  .table,
  .callout {
    margin: 0 0 1em;
  }
  ul,
  ol {
    padding-left: 1.5em;
  }
  blockquote,
  .callout {
    padding-left: 1em;
    border-left: 3px solid var(--card-border-color);
    color: var(--card-muted-fg-color);
  }
  .callout-title {
    margin: 0 0 0.25em;
    font-weight: 700;
  }
  strong {
    font-weight: 700;
  }
  em {
    font-style: italic;
  }
  a {
    color: var(--card-link-color);
  }
  img {
    display: block;
    max-width: 100%;
    height: auto;
    border-radius: 3px;
  }
  figcaption {
    margin-top: 0.4em;
    color: var(--card-muted-fg-color);
    font-size: 0.875em;
  }
  code {
    font:
      0.875em ui-monospace,
      Menlo,
      Consolas,
      monospace;
  }
  pre {
    padding: 0.75em 1em;
    overflow-x: auto;
    background: var(--card-code-bg-color);
  }
  .table {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
  }
  th,
  td {
    padding: 0.35em 0.75em;
    border: 1px solid var(--card-border-color);
    text-align: start;
  }
  .center {
    text-align: center;
  }
  .end {
    text-align: end;
  }
  hr {
    border: 0;
    border-top: 1px solid var(--card-border-color);
  }
  .visually-hidden {
    position: absolute;
    clip-path: inset(50%);
    width: 1px;
    height: 1px;
    overflow: hidden;
    white-space: nowrap;
  }
`
