/** The buttons above the text, each with the keys that do the same. */
import {BlockquoteIcon} from '@sanity/icons/Blockquote'
import {BoldIcon} from '@sanity/icons/Bold'
import {ExpandIcon} from '@sanity/icons/Expand'
import {HashIcon} from '@sanity/icons/Hash'
import {ImageIcon} from '@sanity/icons/Image'
import {ItalicIcon} from '@sanity/icons/Italic'
import {LinkIcon} from '@sanity/icons/Link'
import {OlistIcon} from '@sanity/icons/Olist'
import {UlistIcon} from '@sanity/icons/Ulist'
import {Button, Flex, Text} from '@sanity/ui'
import {Tooltip} from '@sanity/ui/tooltip'
import type {ComponentType, KeyboardEvent} from 'react'
import {bold, bulletList, heading, italic, link, numberedList, quote, type Command} from './edit.ts'

interface Tool {
  label: string
  icon: ComponentType
  command: Command
  /** The letter that, with Ctrl or Cmd, does the same. */
  key?: string
}

const tools: Tool[] = [
  {label: 'Heading', icon: HashIcon, command: heading},
  {label: 'Bold', icon: BoldIcon, command: bold, key: 'b'},
  {label: 'Italic', icon: ItalicIcon, command: italic, key: 'i'},
  {label: 'Link', icon: LinkIcon, command: link, key: 'k'},
  {label: 'List', icon: UlistIcon, command: bulletList},
  {label: 'Numbered list', icon: OlistIcon, command: numberedList},
  {label: 'Quote', icon: BlockquoteIcon, command: quote},
]

/** The command for a key press, if it is one of the toolbar's. */
export function commandFor(event: KeyboardEvent): Command | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return undefined
  return tools.find(({key}) => key === event.key.toLowerCase())?.command
}

interface ToolbarProps {
  disabled: boolean
  onCommand: (command: Command) => void
  onPicture: () => void
  onFullScreen: () => void
}

export function Toolbar({disabled, onCommand, onPicture, onFullScreen}: ToolbarProps) {
  return (
    <Flex role="toolbar" aria-label="Formatting" gap={1} wrap="wrap">
      {tools.map(({label, icon, command, key}) => (
        <ToolButton
          key={label}
          label={label}
          hint={key ? `${label} (Ctrl+${key.toUpperCase()})` : label}
          icon={icon}
          disabled={disabled}
          onClick={() => onCommand(command)}
        />
      ))}
      <ToolButton
        label="Picture"
        hint="Upload a picture into the text"
        icon={ImageIcon}
        disabled={disabled}
        onClick={onPicture}
      />
      <ToolButton
        label="Full screen"
        hint="Full screen (Esc leaves it)"
        icon={ExpandIcon}
        disabled={false}
        onClick={onFullScreen}
      />
    </Flex>
  )
}

interface ToolButtonProps {
  label: string
  hint: string
  icon: ComponentType
  disabled: boolean
  onClick: () => void
}

const ToolButton = ({label, hint, icon, disabled, onClick}: ToolButtonProps) => (
  <Tooltip
    portal
    content={
      <Text size={1} muted>
        {hint}
      </Text>
    }
    padding={2}
  >
    <Button
      mode="bleed"
      padding={2}
      icon={icon}
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    />
  </Tooltip>
)
