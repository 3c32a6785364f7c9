//! Composing, from the choice of sections to the language of each text.
