import torch

a = torch.ones(64, 64)
print((a @ a)[0, 0].item())
