"""What people see: tables, words, figures, the folder a comparison leaves behind."""
