"""From evidence to drafts: which sentences answer, who said them, how sure that is; with a language model, checked."""
