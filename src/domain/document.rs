//! Documents that a provider adds to a submission, where no on-line look-up can settle a question.

use super::words::wire_words;

/// The largest file, in bytes: 10 MB as people count them, and a little more.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// How many one submission can have.
pub const MOST: usize = 5;

/// How many days a document is kept once the submission is decided or taken back.
pub const KEPT_DAYS: i64 = 30;

wire_words! {
    /// What a document is, by its content.
    DocumentKind {
        Pdf => "pdf",
        Jpeg => "jpeg",
        Png => "png",
    }
}

impl DocumentKind {
    /// The media type it is served as.
    pub const fn content_type(self) -> &'static str {
        match self {
            DocumentKind::Pdf => "application/pdf",
            DocumentKind::Jpeg => "image/jpeg",
            DocumentKind::Png => "image/png",
        }
    }

    /// How the name of such a file ends.
    pub const fn extension(self) -> &'static str {
        match self {
            DocumentKind::Pdf => "pdf",
            DocumentKind::Jpeg => "jpg",
            DocumentKind::Png => "png",
        }
    }
}

wire_words! {
    /// Why a file was not taken. Each has its own sentence on the page.
    Refusal {
        /// Nothing was chosen.
        NoFile => "no_file",
        /// Neither PDF nor JPEG nor PNG, whatever its name says.
        WrongType => "wrong_type",
        /// Larger than [`LARGEST`].
        TooBig => "too_big",
        /// A file without a single byte.
        Empty => "empty",
        /// The scanner found something.
        Virus => "virus",
        /// A PDF that nobody can open without its password.
        PasswordProtected => "password_protected",
        /// It could not be taken, through no fault of the file.
        Failed => "failed",
        /// The submission has [`MOST`] already.
        TooMany => "too_many",
        /// Of a right type, but broken off or not whole.
        Damaged => "damaged",
        /// A picture with more pixels than anybody needs to read a paper.
        TooManyPixels => "too_many_pixels",
    }
}
