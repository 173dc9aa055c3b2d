/**
 * The input for Markdown: a text area with a toolbar and the site's own rendering beside it.
 *
 * It is a plain string input to Sanity: the text area carries `elementProps`, so autosave, presence, history and review
 * of changes work as for any other field.
 */
import {Box, Card, Flex, Inline, Tab, TabList, Text} from '@sanity/ui'
import {useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent} from 'react'
import type {StringInputProps, TextSchemaType} from 'sanity'
import {lineRange, picture, type Command} from './edit.ts'
import {droppedFile, pastedFile} from './givenFile.ts'
import {Messages} from './Messages.tsx'
import {Preview} from './Preview.tsx'
import {Frame, Panes, PreviewPane, TextArea} from './styles.ts'
import {carryOut, showRange, toggleFullScreen} from './textArea.ts'
import {commandFor, Toolbar} from './Toolbar.tsx'
import {acceptedPictures, usePictureUpload} from './usePictureUpload.ts'
import {useKeptCaret} from './useKeptCaret.ts'
import {useRendered} from './useRendered.ts'

const modes = [
  {id: 'edit', label: 'Write'},
  {id: 'split', label: 'Both'},
  {id: 'preview', label: 'Preview'},
] as const
type Mode = (typeof modes)[number]['id']

const wordsPerMinute = 200

export function MarkdownInput(props: StringInputProps) {
  const {elementProps, validationError} = props
  const {id, readOnly, ref, value = ''} = elementProps
  const area = () => ref.current as HTMLTextAreaElement
  const rememberCaret = useKeptCaret(ref, value)
  const [mode, setMode] = useState<Mode>('split')
  const frame = useRef<HTMLDivElement>(null)
  const fileInput = useRef<HTMLInputElement>(null)

  const run = (command: Command) => carryOut(area(), command)
  const {upload, isUploading, origin} = usePictureUpload((path) => run(picture(path)))
  const {html, words, messages} = useRendered(value, origin)

  function takeFile(event: ClipboardEvent | DragEvent, file: File | undefined) {
    if (!file) return
    event.preventDefault()
    if (!readOnly) void upload(file)
  }
  function onKeyDown(event: KeyboardEvent) {
    const command = readOnly ? undefined : commandFor(event)
    if (!command) return
    event.preventDefault()
    run(command)
  }
  function jumpTo(line: number) {
    if (mode === 'preview') setMode('split')
    requestAnimationFrame(() => showRange(area(), lineRange(value, line)))
  }

  return (
    <Frame
      ref={frame}
      border
      radius={2}
      data-testid="markdown-input"
      tone={readOnly ? 'transparent' : 'default'}
    >
      <Card borderBottom padding={1} radius={2}>
        <Flex align="center" justify="space-between" gap={2} wrap="wrap">
          <Toolbar
            disabled={Boolean(readOnly) || mode === 'preview'}
            onCommand={run}
            onPicture={() => fileInput.current?.click()}
            onFullScreen={() => toggleFullScreen(frame.current)}
          />
          <TabList gap={1} aria-label="View">
            {modes.map(({id: name, label}) => (
              <Tab
                key={name}
                id={`${id}-${name}`}
                aria-controls={`${id}-panes`}
                label={label}
                padding={2}
                fontSize={1}
                selected={mode === name}
                onClick={() => setMode(name)}
              />
            ))}
          </TabList>
        </Flex>
      </Card>
      <Panes
        $rows={(props.schemaType as TextSchemaType).rows ?? 22}
        id={`${id}-panes`}
        role="tabpanel"
        aria-labelledby={`${id}-${mode}`}
      >
        <div data-mode={mode}>
          <TextArea
            {...elementProps}
            value={value}
            hidden={mode === 'preview'}
            spellCheck
            aria-invalid={Boolean(validationError)}
            onKeyDown={onKeyDown}
            onSelect={rememberCaret}
            onChange={(event) => {
              rememberCaret()
              elementProps.onChange(event)
            }}
            onPaste={(event) => takeFile(event, pastedFile(event.clipboardData))}
            onDrop={(event) => takeFile(event, droppedFile(event.dataTransfer))}
          />
          <PreviewPane
            hidden={mode === 'edit'}
            aria-label="Preview"
            tabIndex={0}
            data-testid="markdown-preview"
          >
            <Preview html={html} />
          </PreviewPane>
        </div>
      </Panes>
      <Card borderTop radius={2}>
        <Box paddingX={3} paddingY={2}>
          <Inline gap={3}>
            <Text size={1} muted data-testid="markdown-words">
              {words === 1 ? '1 word' : `${words} words`}
              {words > 0 && ` · ${Math.max(1, Math.round(words / wordsPerMinute))} min read`}
            </Text>
            {isUploading && (
              <Text as="output" size={1} muted>
                Uploading the picture…
              </Text>
            )}
          </Inline>
        </Box>
        <Messages messages={messages} onJump={jumpTo} />
      </Card>
      <input
        ref={fileInput}
        type="file"
        accept={acceptedPictures}
        hidden
        aria-label="Upload a picture into the text"
        onChange={({currentTarget}) => {
          const file = currentTarget.files?.[0]
          currentTarget.value = ''
          if (file) void upload(file)
        }}
      />
    </Frame>
  )
}
