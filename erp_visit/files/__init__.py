"""Files: photos, voice notes, documents; checked by content, stored on disk or in an S3-compatible store."""
