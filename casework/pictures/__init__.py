"""The pages of PDF files and pictures as pictures, made in a process of its own."""
