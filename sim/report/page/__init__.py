"""The report page: one HTML file that holds everything, made of the files a comparison left behind."""
